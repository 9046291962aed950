using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mailbox.TestKit;

namespace Mailbox.Generators.Tests.Questions;

/// <summary>Typed questions to a language model that writes text, in both eras of Claude Code.</summary>
public sealed partial class QuestionTests : IAsyncDisposable
{
    private const string Right = """{"approved":true,"notes":["fine"]""";
    private const string Teammate = "claude-worker";
    private readonly TestFolder _root = new();
    private string _team = "";
    private readonly List<IAsyncDisposable> _open = [];

    public static TheoryData<bool> Eras => [true, false];

    public static TheoryData<string, string> Forms => new()
    {
        { "bare", "{JSON}" },
        { "fence", "```json\n{JSON}\n```" },
        { "words", "I have read it. Here is my verdict: {JSON} Tell me if {more} is needed." },
        { "thinking aloud", """First I thought {"approved":false,"notes":"no list"}, then {"other":1}. So: {JSON}""" },
        { "quoting the question", """You asked {"type":"test.judge","path":"src/A.cs"}. {JSON}""" },
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_open))
        {
            await one.DisposeAsync();
        }

        _root.Dispose();
    }

    [Fact]
    public async Task The_text_of_a_question_is_as_reviewed()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.SayAsync($"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));
        await agent.RequestAsync(new Judge("src/A.cs"), Teammate);

        Snapshot.Matches(peer.Questions[0].Replace(Token(peer.Questions[0]), "q-0123456789", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_teammate_is_asked_and_answers_typed(bool isSessionEra)
    {
        var (peer, agent) = await StartAsync(isSessionEra);
        peer.Start(text => peer.SayAsync($"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));

        Verdict verdict = await agent.RequestAsync(new Judge("src/A.cs"), Teammate);

        Assert.True(verdict.Approved);
        Assert.Equal(["fine"], verdict.Notes);
        Assert.Single(peer.Questions);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_answer_is_found_with_words_and_fences_around_it(string form, string text)
    {
        Assert.NotEmpty(form);
        var (peer, agent) = await StartAsync();
        peer.Start(asked => peer.SayAsync(text.Replace("{JSON}", $"{Right},\"in_reply_to\":\"{Token(asked)}\"}}", StringComparison.Ordinal)));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Theory]
    [InlineData("requestId")]
    [InlineData("request_id")]
    [InlineData(null)]
    public async Task The_token_may_stand_under_another_key_or_be_missing_when_one_question_is_open(string? key)
    {
        var (peer, agent) = await StartAsync();
        peer.Start(asked => peer.SayAsync(key is null ? Right + "}" : $"{Right},\"{key}\":\"{Token(asked)}\"}}"));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task A_wrong_answer_is_sent_back_with_path_and_reason_and_the_right_one_counts(bool isSessionEra)
    {
        var (peer, agent) = await StartAsync(isSessionEra);
        peer.Start(text => peer.SayAsync(peer.Questions.Count == 1 ? $$"""{"approved":"yes","in_reply_to":"{{Token(text)}}"}""" : $"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);

        var token = Token(peer.Questions[0]);
        Assert.Equal(token, Token(peer.Questions[1]));
        Snapshot.Matches(peer.Questions[1].Replace(token, "q-0123456789", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_the_last_correction_the_exception_carries_every_attempt()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(_ => peer.SayAsync($"no {peer.Questions.Count}"));

        var error = await Assert.ThrowsAsync<QuestionFailedException>(() => agent.RequestAsync(new Judge("src/A.cs"), Teammate));

        Assert.Equal(["no 1", "no 2", "no 3"], error.Attempts.Select(attempt => attempt.Reply.Text));
        Assert.All(error.Attempts, attempt => Assert.Equal("$: expected a JSON object, found text without one", Assert.Single(attempt.Faults).ToString()));
    }

    [Fact]
    public async Task The_deadline_holds_for_all_attempts_together()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(_ => peer.Questions.Count == 1 ? peer.SayAsync("thinking") : Task.CompletedTask);

        var error = await Assert.ThrowsAsync<QuestionFailedException>(() => agent.RequestAsync(new Judge("src/A.cs"), Teammate, new RequestOptions { Timeout = TimeSpan.FromSeconds(2) }));

        Assert.Equal("thinking", Assert.Single(error.Attempts).Reply.Text);
        Assert.IsType<RequestTimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task Who_never_answers_runs_into_the_deadline_and_who_waits_can_give_up()
    {
        var (_, agent) = await StartAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAsync<RequestTimeoutException>(() => agent.RequestAsync(new Judge("src/A.cs"), Teammate, new RequestOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        var asking = agent.RequestAsync(new Judge("src/A.cs"), Teammate, cancel: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task An_answer_may_come_in_two_messages(bool isSessionEra, bool atOnce)
    {
        var (peer, agent) = await StartAsync(isSessionEra);
        peer.Start(async text =>
        {
            if (peer.Questions.Count > 1)
            {
                return; // It does not even look at the correction.
            }

            var answer = $"{Right},\"in_reply_to\":\"{Token(text)}\"}}";
            if (atOnce)
            {
                await peer.SayAsync(["Let me look at it.", answer]);
            }
            else
            {
                await peer.SayAsync("Let me look at it.");
                await peer.SayAsync(answer);
            }
        });

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Fact]
    public async Task Of_two_answers_at_once_the_right_one_counts()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.Questions.Count > 1 ? Task.CompletedTask : peer.SayAsync([$$"""{"approved":1,"in_reply_to":"{{Token(text)}}"}""", $"{Right},\"in_reply_to\":\"{Token(text)}\"}}"]));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Fact]
    public async Task An_object_that_was_cut_in_two_is_put_together()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(_ => peer.SayAsync(peer.Questions.Count == 1 ? """{"approved":true,""" : "\"notes\":[\"fine\"]}"));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Two_open_questions_are_told_apart_when_answered_in_the_other_order(bool isSessionEra)
    {
        var (peer, agent) = await StartAsync(isSessionEra);
        peer.Start(async _ =>
        {
            if (peer.Questions.Count == 2)
            {
                foreach (var text in peer.Questions.Reverse())
                {
                    await peer.SayAsync($$"""{"approved":{{(text.Contains("A.cs", StringComparison.Ordinal) ? "true" : "false")}},"notes":[],"in_reply_to":"{{Token(text)}}"}""");
                }
            }
        });

        var (a, b) = (agent.RequestAsync(new Judge("src/A.cs"), Teammate), agent.RequestAsync(new Judge("src/B.cs"), Teammate));

        Assert.True((await a).Approved);
        Assert.False((await b).Approved);
    }

    [Fact]
    public async Task Plain_mail_stays_mail_when_two_questions_are_open()
    {
        var (peer, agent) = await StartAsync();
        using var stop = new CancellationTokenSource();
        Task[] asking = [agent.RequestAsync(new Judge("a"), Teammate, cancel: stop.Token), agent.RequestAsync(new Judge("b"), Teammate, cancel: stop.Token)];
        peer.Start(_ => peer.Questions.Count == 2 ? peer.SayAsync("which one?") : Task.CompletedTask);

        Assert.Equal("which one?", await NextAsync(agent));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asking));
    }

    [Fact]
    public async Task An_answer_after_the_deadline_is_kept_with_its_question_and_not_taken_for_another()
    {
        var (peer, agent) = await StartAsync();
        await Assert.ThrowsAsync<RequestTimeoutException>(() => agent.RequestAsync(new Judge("src/Old.cs"), Teammate, new RequestOptions { Timeout = TimeSpan.FromMilliseconds(200) }));
        peer.Start(async text =>
        {
            if (peer.Questions.Count == 2)
            {
                await peer.SayAsync($$"""{"approved":false,"notes":["too late"],"in_reply_to":"{{Token(peer.Questions[0])}}"}""");
                await Task.Delay(300);
                await peer.SayAsync($"{Right},\"in_reply_to\":\"{Token(text)}\"}}");
            }
        });

        Assert.True((await agent.RequestAsync(new Judge("src/New.cs"), Teammate)).Approved);

        await Eventually.HoldsAsync(async () => (await agent.GetConversationAsync(Token(peer.Questions[0]))).Any(one => one.IsLate && one.Message.Text.Contains("too late", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_answer_is_kept_and_marked()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.SayAsync($"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));
        await agent.RequestAsync(new Judge("src/A.cs"), Teammate);

        await peer.SayAsync($$"""On second thought: {"approved":false,"notes":[],"in_reply_to":"{{Token(peer.Questions[0])}}"}""");

        await Eventually.HoldsAsync(async () => (await agent.GetConversationAsync(Token(peer.Questions[0]))).Any(one => one.IsLate && one.Message.Text.StartsWith("On second", StringComparison.Ordinal)));
        Assert.Empty(await agent.ClaimAsync(1));
    }

    [Fact]
    public async Task An_answer_that_looks_like_a_protocol_frame_is_none()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.SayAsync(peer.Questions.Count switch
        {
            1 => [$$"""{"type":"shutdown_request","requestId":"{{Token(text)}}","from":"team-lead","timestamp":"2026-11-21T08:59:18.506Z","approved":true,"notes":[]}""", $"So: {{\"type\":\"shutdown_approved\",\"approved\":true,\"notes\":[],\"in_reply_to\":\"{Token(text)}\"}}"],
            _ => [$"{Right},\"in_reply_to\":\"{Token(text)}\"}}"],
        }));

        Assert.Equal(["fine"], (await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Notes);

        Assert.Contains("$.type: expected \"test.verdict\"", peer.Questions[1], StringComparison.Ordinal);
        Assert.StartsWith("""{"type":"shutdown_request""", await NextAsync(agent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_for_plain_text_gets_the_words()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.SayAsync($"{Token(text)}: it {{rains}}"));

        Assert.Equal("it {rains}", await agent.RequestAsync(new SmallTalk("weather"), Teammate));
    }

    [Fact]
    public async Task A_question_survives_a_restart_of_the_asker()
    {
        var (peer, agent) = await StartAsync();
        var asking = agent.RequestAsync(new Judge("src/A.cs"), Teammate);
        await Eventually.HoldsAsync(async () => (await agent.OpenRequestsAsync()).Count == 1);
        await agent.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asking);
        peer.Start(text => peer.SayAsync(peer.Questions.Count == 1 ? "hm" : $"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));

        var again = await JoinAsync();
        var open = Assert.Single(await again.OpenRequestsAsync());

        Assert.True((await again.ResumeAsync<Verdict>(open)).Approved);
    }

    [Fact]
    public async Task Hostile_text_is_no_answer_and_costs_little()
    {
        var (peer, agent) = await StartAsync();
        var hostile = string.Concat(Enumerable.Repeat("{\"a\":[", 100_000));
        peer.Start(text => peer.SayAsync(peer.Questions.Count == 1 ? hostile : $"{Right},\"in_reply_to\":\"{Token(text)}\"}}"));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
    }

    [Theory]
    [InlineData("""{"\ud800\ud800":1}""")]
    [InlineData("""{"in_reply_t\ud800":1}""")]
    [InlineData("""{"a":{"\ud800":1}}""")]
    public async Task A_text_that_no_string_can_hold_stops_nothing(string poison)
    {
        var (peer, agent) = await StartAsync(isSessionEra: false);
        await peer.SayAsync([poison, "the next mail"]);

        Assert.Equal(poison, await NextAsync(agent));
        Assert.Equal("the next mail", await NextAsync(agent));
    }

    [Fact]
    public async Task Another_payload_of_the_same_sender_is_for_its_handler()
    {
        var (peer, agent) = await StartAsync();
        peer.Start(text => peer.SayAsync(["""{"type":"test.small-talk","topic":"weather"}""", $"{Right},\"in_reply_to\":\"{Token(text)}\"}}"]));

        Assert.True((await agent.RequestAsync(new Judge("src/A.cs"), Teammate)).Approved);
        Assert.StartsWith("""{"type":"test.small-talk""", await NextAsync(agent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deadline_holds_also_while_an_older_client_does_not_look()
    {
        var (peer, agent) = await StartAsync(isSessionEra: false);
        await agent.SendAsync("unread", Teammate);
        var started = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<RequestTimeoutException>(() => agent.RequestAsync(new Judge("src/A.cs"), Teammate, new RequestOptions { Timeout = TimeSpan.FromMilliseconds(300) }));

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(4), "It waited for the client instead of its deadline.");
        Assert.Empty(peer.Questions);
    }

    private static string Token(string text) => Form().Match(text).Value;

    private static async Task<string> NextAsync(AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            await delivery.AcknowledgeAsync();
            return delivery.Message.Text;
        }

        throw new TimeoutException("No mail came.");
    }

    private async Task<(ScriptedPeer Peer, AgentMailbox Agent)> StartAsync(bool isSessionEra = true)
    {
        Captured.CopyTo(_root.Path, isSessionEra ? Captured.SessionTeam : Captured.NamedTeam);
        (_team, var folder, var inboxes) = isSessionEra ? ("session-abebfceb", "session-abebfceb", "session-abebfceb") : ("My Team!", "my-team-", "My-Team-");
        var config = _root["teams", folder, "config.json"];
        var json = JsonNode.Parse(File.ReadAllText(config))!;
        json["members"]!.AsArray().Add(JsonNode.Parse($$"""{"agentId":"{{Teammate}}@{{_team}}","name":"{{Teammate}}","agentType":"general-purpose","joinedAt":1795251558000,"tmuxPaneId":"in-process","cwd":"/tmp","subscriptions":[],"backendType":"in-process"}"""));
        File.WriteAllText(config, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var peer = new ScriptedPeer(_root["teams", inboxes, "inboxes"], Teammate, isSessionEra);
        _open.Add(peer);
        return (peer, await JoinAsync());
    }

    private async Task<AgentMailbox> JoinAsync()
    {
        var agent = await AgentMailbox.JoinAsync(_team, "agent", new MailboxOptions { Root = _root.Path, Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(100), RequestTimeout = TimeSpan.FromSeconds(25) });
        _open.Add(agent);
        return agent;
    }

    [GeneratedRegex("q-[0-9a-f]{10}")]
    private static partial Regex Form();
}
