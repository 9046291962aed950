using System.Diagnostics;
using System.Text.Json;
using Mailbox.Cli.Output;
using Mailbox.TestKit;

namespace Mailbox.Cli.Tests;

public sealed class CliTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _agent = null!;

    public async ValueTask InitializeAsync() => _agent = await _team.JoinAsync("agent");

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_message_is_sent_seen_received_and_gone()
    {
        Assert.Equal(0, (await RunAsync(["send", "agent", "hello", "--as", "me", "--subject", "greeting"])).Code);
        var (code, list, _) = await RunAsync(["search", "hello"]);
        Assert.Equal(0, code);
        Assert.Contains("greeting", list, StringComparison.Ordinal);
        Assert.Contains("waiting", list, StringComparison.Ordinal);

        Assert.Contains("hello", (await RunAsync(["receive", "--as", "agent"])).Out, StringComparison.Ordinal);
        Assert.Contains("hello", (await RunAsync(["receive", "--as", "agent", "--ack"])).Out, StringComparison.Ordinal);
        Assert.Equal((1, ""), ((await RunAsync(["receive", "--as", "agent", "--ack"])).Code, (await RunAsync(["receive", "--as", "agent"])).Out));
        Assert.Contains("done", (await RunAsync(["search", "hello"])).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("argument", null)]
    [InlineData("-", "from standard input")]
    [InlineData(null, "from standard input")]
    public async Task A_body_comes_from_an_argument_or_standard_input(string? argument, string? input)
    {
        await RunAsync(["send", "agent", .. argument is null ? [] : new[] { argument }, "--as", "me"], input);

        Assert.Equal([input ?? argument!], await _agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_body_comes_from_a_file()
    {
        await RunAsync(["send", "agent", "--file", _team.Folder.Write("body.txt", "from a file"), "--as", "me"]);

        Assert.Equal(["from a file"], await _agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_request_prints_the_answer()
    {
        using var stop = new CancellationTokenSource();
        var answering = _agent.RunAsync((delivery, cancel) => delivery.ReplyAsync($"re {delivery.Message.Text}", cancel).AsTask(), cancel: stop.Token);

        Assert.Equal((0, "re question\n", ""), await RunAsync(["request", "agent", "question", "--as", "me"]));

        await stop.CancelAsync();
        await answering;
        var (code, _, error) = await RunAsync(["request", "agent", "question", "--as", "me", "--timeout", "0.2"]);
        Assert.Equal((int)ExitCode.Timeout, code);
        Assert.Contains("The request:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "nonsense")]
    [InlineData(ExitCode.Usage, "send", "agent", "x")]
    [InlineData(ExitCode.Usage, "show", "no-guid")]
    [InlineData(ExitCode.Usage, "receive", "--as", "agent", "--follow")]
    [InlineData(ExitCode.UnknownAgent, "send", "agnet", "x", "--as", "me")]
    [InlineData(ExitCode.NothingThere, "show", "00000000-0000-0000-0000-000000000001")]
    [InlineData(ExitCode.NothingThere, "stats", "--team", "no-such-team")]
    [InlineData(ExitCode.NothingThere, "send", "agent", "x", "--as", "me", "--team", "no-such-team")]
    [InlineData(ExitCode.NothingThere, "leave", "--as", "me", "--team", "no-such-team")]
    [InlineData(ExitCode.NothingThere, "search", "nothing", "like", "it")]
    [InlineData(ExitCode.NothingThere, "dead")]
    [InlineData(ExitCode.NothingThere, "dead", "again", "00000000-0000-0000-0000-000000000001")]
    [InlineData(ExitCode.Done, "verify")]
    [InlineData(ExitCode.Done, "rebuild")]
    [InlineData(ExitCode.Done, "agents")]
    [InlineData(ExitCode.Done, "teams")]
    public async Task How_it_ended_is_an_exit_code_and_an_error_one_sentence(ExitCode expected, params string[] args)
    {
        if (args is ["search", ..])
        {
            args = ["search", string.Join(' ', args[1..])];
        }

        var (code, _, error) = await RunAsync(args);

        Assert.Equal(expected, (ExitCode)code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(expected is ExitCode.Usage or ExitCode.UnknownAgent, error.Length > 0 && expected != ExitCode.NothingThere);
    }

    [Fact]
    public async Task Dead_letters_are_listed_sent_again_and_purged()
    {
        await _agent.SendAsync("poison", "agent");
        await (await _agent.NextAsync()).DeadLetterAsync("cannot be");
        var list = (await RunAsync(["dead"])).Out;
        Assert.Contains("cannot be", list, StringComparison.Ordinal);
        var id = JsonDocument.Parse((await RunAsync(["dead", "--json"])).Out).RootElement[0].GetProperty("id").GetString()!;

        Assert.Equal(0, (await RunAsync(["dead", "again", id])).Code);
        await (await _agent.NextAsync()).DeadLetterAsync("still not");
        Assert.Equal(0, (await RunAsync(["dead", "purge", id])).Code);

        Assert.Equal(1, (await RunAsync(["dead"])).Code);
    }

    [Fact]
    public async Task What_others_wrote_is_shown_and_never_sent_to_the_terminal()
    {
        await _agent.SendAsync(new OutgoingMessage { Text = "red \u001b[31m\u202e\u0007 [bold]", Summary = "\u001b]0;title\u0007[red]" }, "agent");

        foreach (var args in (string[][])[["search"], ["receive", "--as", "agent"], ["agents"]])
        {
            var text = (await RunAsync(args)).Out;
            Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u0007", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", text, StringComparison.Ordinal);
        }

        Assert.Contains("\\u{001B}]0;title\\u{0007}[red]", (await RunAsync(["search"])).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", (await RunAsync(["search", "--json"])).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_is_settled_by_a_later_command()
    {
        Assert.Equal(0, (await RunAsync(["join", "--as", "hand"])).Code);
        await _agent.SendBatchAsync(["one", "two", "three"], "hand");
        var asking = _agent.RequestAsync("question", "hand");
        List<(string Id, string Token, string Text)> held = [];
        await Eventually.HoldsAsync(async () =>
        {
            var lines = (await RunAsync(["receive", "--as", "hand", "--hold", "60", "--json"])).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            held.AddRange(lines.Select(line => JsonDocument.Parse(line).RootElement).Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("token").GetRawText(), one.GetProperty("text").GetString()!)));
            return held.Count == 4;
        });
        Assert.Equal(1, (await RunAsync(["receive", "--as", "hand"])).Code);

        Assert.Equal(0, (await RunAsync(["ack", held[0].Id, "--token", held[0].Token, "--as", "hand"])).Code);
        Assert.Equal(0, (await RunAsync(["extend", held[1].Id, "--token", held[1].Token, "--as", "hand"])).Code);
        Assert.Equal(0, (await RunAsync(["reject", held[1].Id, "--token", held[1].Token, "--reason", "no time", "--forever", "--as", "hand"])).Code);
        Assert.Equal(0, (await RunAsync(["reply", held[3].Id, "answer", "--token", held[3].Token, "--as", "hand"])).Code);

        Assert.Equal("answer", (await asking).Text);
        Assert.Contains("no time", (await RunAsync(["dead"])).Out, StringComparison.Ordinal);
        var (code, _, error) = await RunAsync(["ack", held[0].Id, "--token", held[0].Token, "--as", "hand"]);
        Assert.Equal((int)ExitCode.LeaseLost, code);
        Assert.Contains("no longer valid", error, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.LeaseLost, (await RunAsync(["ack", held[2].Id, "--token", "1", "--as", "hand"])).Code);
        Assert.Equal((int)ExitCode.Usage, (await RunAsync(["receive", "--as", "hand", "--hold", "60", "--ack"])).Code);

        Assert.Equal(0, (await RunAsync(["leave", "--as", "hand"])).Code);
        Assert.DoesNotContain("hand", File.ReadAllText(_team.ConfigPath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_is_a_script_that_asks_the_command(string shell) =>
        Assert.Contains("mailbox \"[suggest:", (await RunAsync(["completion", shell])).Out, StringComparison.Ordinal);

    [Fact]
    public async Task The_shell_of_this_machine_completes_verbs()
    {
        var command = $"mailbox() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "Mailbox.Cli.dll")}' \"$@\"; }}\n";
        var script = command + (await RunAsync(["completion", "bash"])).Out + "COMP_LINE='mailbox se'; COMP_POINT=10; _mailbox; printf '%s\\n' \"${COMPREPLY[@]}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;

        Assert.Superset(new HashSet<string> { "search", "send" }, (await bash.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
    }

    [Fact]
    public async Task The_contract_shows_what_agents_handle()
    {
        var card = _team.Folder["mailbox", "team", "agents", "agent", "agent.json"];
        File.WriteAllText(card, File.ReadAllText(card).Replace("\"name\":", "\"payloads\": [{\"name\": \"paint.job\", \"schema\": {\"type\": \"object\"}, \"description\": \"Paints.\"}], \"name\":", StringComparison.Ordinal));

        Assert.Contains("paint.job", (await RunAsync(["contract"])).Out, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"object\"", (await RunAsync(["contract", "paint.job"])).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(["contract", "nothing.like.it"])).Code);
        Assert.Equal(["name", "description", "handled_by", "schema"], await KeysAsync("contract"));
    }

    [Fact]
    public async Task Rooms_topics_and_tasks_are_used_by_hand()
    {
        Assert.Equal(0, (await RunAsync(["rooms", "create", "design", "--as", "me"])).Code);
        await _agent.Rooms.JoinAsync("design");
        Assert.Equal(0, (await RunAsync(["rooms", "post", "design", "hello room", "--as", "me"])).Code);
        Assert.Equal(["hello room"], await _agent.TakeAsync(1));
        Assert.Contains("me: hello room", (await RunAsync(["rooms", "read", "design", "--as", "me"])).Out, StringComparison.Ordinal);
        Assert.Contains("design", (await RunAsync(["rooms", "--as", "me"])).Out, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.NothingThere, (await RunAsync(["rooms", "join", "nowhere", "--as", "me"])).Code);

        await _agent.Topics.SubscribeAsync("build.*");
        Assert.Equal(0, (await RunAsync(["topics", "publish", "build.failed", "oh no", "--as", "me"])).Code);
        Assert.Equal(["oh no"], await _agent.TakeAsync(1));
        Assert.Contains("build.failed  me: oh no", (await RunAsync(["topics", "--as", "me"])).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(["topics", "unsubscribe", "x.*", "--as", "me"])).Code);

        Assert.Equal("1\n", (await RunAsync(["tasks", "add", "paint", "--as", "me", "--capability", "paint"])).Out);
        Assert.Equal("1\n", (await RunAsync(["tasks", "add", "for claude", "--as", "me", "--claude"])).Out);
        Assert.Equal(0, (await RunAsync(["tasks", "note", "1", "mind the cat", "--as", "me"])).Code);
        Assert.Contains("note of me: mind the cat", (await RunAsync(["tasks", "show", "1", "--as", "me"])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["tasks", "complete", "1", "white", "--as", "me"])).Code);
        Assert.Equal("white", (await _agent.Tasks.GetAsync("1")).Result);
        Assert.Contains("for claude", (await RunAsync(["tasks", "--as", "me", "--claude"])).Out, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Usage, (await RunAsync(["tasks", "complete", "1", "--as", "me"])).Code);
        Assert.Equal((int)ExitCode.NothingThere, (await RunAsync(["tasks", "show", "99", "--as", "me"])).Code);
    }

    [Fact]
    public async Task JSON_has_one_shape_for_each_verb()
    {
        await _agent.SendAsync(new OutgoingMessage { Text = "hello", Summary = "greeting", ConversationId = "talk" }, "agent");

        Assert.Equal(["name", "folder", "era", "lead", "members"], await KeysAsync("teams"));
        Assert.Equal(["name", "status", "harness", "visibility", "capabilities", "payloads", "process", "last_seen", "waiting", "leased", "dead"], await KeysAsync("agents"));
        string[] message = ["id", "from", "to", "subject", "text", "sent_at", "priority", "conversation", "state", "attempt", "changed_at", "path"];
        Assert.Equal(message, await KeysAsync("search"));
        Assert.Equal(message, await KeysAsync("conversation", "talk"));
        Assert.Equal(["agents", "waiting", "leased", "done", "dead"], await KeysAsync("stats"));
        Assert.Equal(["messages", "differences", "is_consistent"], await KeysAsync("verify"));
        Assert.Equal(["messages"], await KeysAsync("rebuild"));
        Assert.Equal(["done", "sent", "temporary", "posts", "publications", "tasks"], await KeysAsync("clean", "--dry-run"));
        Assert.Equal(["message_id", "to", "state", "attempt", "at", "explanation", "is_final"], await KeysAsync("send", "agent", "x", "--as", "agent"));
    }

    [Fact]
    public async Task Tail_tells_of_mail_as_it_comes_and_changes()
    {
        using var tail = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mailbox.Cli.dll"), "tail", "--root", _team.Root, "--team", _team.Name]) { RedirectStandardOutput = true })!;
        try
        {
            var lines = new List<string>();
            var reading = Task.Run(async () =>
            {
                while (await tail.StandardOutput.ReadLineAsync() is { } line)
                {
                    lock (lines)
                    {
                        lines.Add(line);
                    }
                }
            });
            await Eventually.HoldsAsync(async () =>
            {
                await _agent.SendAsync("news", "agent");
                await Task.Delay(200);
                await _agent.TakeAsync(1);
                lock (lines)
                {
                    return lines.Exists(line => line.Contains("done", StringComparison.Ordinal) && line.Contains("agent -> agent  news", StringComparison.Ordinal));
                }
            });
        }
        finally
        {
            tail.Kill();
        }
    }

    [Fact]
    public async Task Every_line_can_be_a_message()
    {
        var (code, printed, _) = await RunAsync(["send", "agent", "--lines", "--as", "me"], string.Concat(Enumerable.Range(1, 1200).Select(static i => $"line {i}\r\n")));

        Assert.Equal((0, "and 1180 more."), (code, printed.Trim().Split('\n')[^1]));
        Assert.Equal(["line 1", "line 2"], await _agent.TakeAsync(2));
        Assert.Equal(1, (await RunAsync(["send", "agent", "--lines", "--as", "me"], "\n\n")).Code);
    }

    [Fact]
    public async Task Rooms_topics_and_tasks_are_seen_without_acting_as_anybody()
    {
        await (await _agent.Rooms.CreateAsync("hidden", new RoomOptions { Visibility = RoomVisibility.Secret })).PostAsync("whispered");
        await _agent.Topics.PublishAsync("build.failed", "red");
        await _agent.Tasks.EnqueueAsync("mend it");

        Assert.Contains("hidden", (await RunAsync(["rooms"])).Out, StringComparison.Ordinal);
        Assert.Contains("agent: whispered", (await RunAsync(["rooms", "read", "hidden"])).Out, StringComparison.Ordinal);
        Assert.Contains("build.failed  agent: red", (await RunAsync(["topics"])).Out, StringComparison.Ordinal);
        Assert.Contains("mend it", (await RunAsync(["tasks"])).Out, StringComparison.Ordinal);
        Assert.Contains("mend it", (await RunAsync(["tasks", "show", "1"])).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(["rooms", "read", "hiden"])).Code);
    }

    [Fact]
    public async Task The_page_is_started_and_its_link_printed()
    {
        using var inspect = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mailbox.Cli.dll"), "inspect", "--root", _team.Root, "--team", _team.Name]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var link = new Uri((await inspect.StandardOutput.ReadLineAsync(Eventually.Cancel()))!);
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = new System.Net.CookieContainer() });
            Assert.Contains("<title>Mailbox</title>", await client.GetStringAsync(link), StringComparison.Ordinal);
            Assert.Contains("\"name\":\"agent\"", await client.GetStringAsync(new Uri(link, "/api/team")), StringComparison.Ordinal);

            var (code, _, error) = await RunAsync(["inspect", "--port", $"{link.Port}"]);
            Assert.Equal(2, code);
            Assert.Contains("--port", error, StringComparison.Ordinal);
        }
        finally
        {
            inspect.Kill();
        }
    }

    [Fact]
    public async Task It_works_without_the_index_and_after_the_team_has_gone()
    {
        await _agent.SendAsync("kept", "agent");
        await _team.CloseAsync();
        _team.DeleteIndex();
        Directory.Delete(_team.Folder["teams"], recursive: true);

        Assert.Contains("kept", (await RunAsync(["search"])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["stats"])).Code);
    }

    [Fact]
    public async Task Looking_changes_nothing_of_the_team()
    {
        var config = File.ReadAllText(_team.ConfigPath);
        var agents = Directory.GetDirectories(Path.Combine(_team.StoreFolder, "agents"));

        foreach (var verb in (string[])["agents", "search", "dead", "stats", "verify"])
        {
            await RunAsync([verb]);
        }

        Assert.Equal(config, File.ReadAllText(_team.ConfigPath));
        Assert.Equal(agents, Directory.GetDirectories(Path.Combine(_team.StoreFolder, "agents")));
    }

    [Fact]
    public void Every_verb_and_exit_code_is_in_its_page()
    {
        var page = Repository.Read("docs", "cli.md");

        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "src", "Mailbox.Cli", "Commands"), "*Verb.cs"), file =>
            Assert.Matches($"`{Path.GetFileName(file)[..^7].ToLowerInvariant()}[` ]", page));
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"| {(int)code} |", page, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<string>> KeysAsync(params string[] args)
    {
        var root = JsonDocument.Parse((await RunAsync([.. args, "--json"])).Out).RootElement;
        return (root.ValueKind == JsonValueKind.Array ? root[0] : root).EnumerateObject().Select(property => property.Name);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(string[] args, string? input = null)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        string[] team = args.Contains("--team") ? [] : ["--team", _team.Name];
        var code = await MailboxCommand.RunAsync([.. args, "--root", _team.Root, .. team], new CliConsole(new StringReader(input ?? ""), output, error, width: 200));
        return (code, output.ToString(), error.ToString());
    }
}
