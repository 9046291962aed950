using System.Text.Json;
using Mailbox.Processes;
using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

/// <summary>Live folders of Agent Teams, made from the captured ones.</summary>
public sealed class AgentTeamsInteropTests : IAsyncDisposable
{
    private readonly TestFolder _root = new();
    private readonly List<AgentMailbox> _mailboxes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var mailbox in _mailboxes)
        {
            await mailbox.DisposeAsync();
        }

        _root.Dispose();
    }

    [Fact]
    public async Task Mail_of_a_session_era_client_is_delivered_and_removed_from_the_array()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);

        var agent = await JoinAsync("session-abebfceb", "csharp-agent");
        var texts = await agent.TakeAsync(3);

        Assert.StartsWith("Plain hello", texts[0], StringComparison.Ordinal);
        Assert.Equal("[]", File.ReadAllText(_root["teams", "session-abebfceb", "inboxes", "csharp-agent.json"]));
        Assert.NotNull(await agent.GetAsync(Guid.Parse("021f3531-6969-43f0-9196-2b06feed128b")));
    }

    [Fact]
    public async Task Mail_of_a_named_era_client_is_delivered_from_folder_and_twin()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        _root.Write("teams/My-Team-/inboxes/csharp-agent.json", """[{"from":"team-lead","text":"from the twin","timestamp":"2026-11-21T08:59:38.785Z","read":false}]""");

        var agent = await JoinAsync("My Team!", "csharp-agent");

        Assert.Equal(3, (await agent.TakeAsync(3)).Count);
        Assert.Equal("[]", File.ReadAllText(_root["teams", "My-Team-", "inboxes", "csharp-agent.json"]));
    }

    [Fact]
    public async Task The_folders_name_will_do_for_the_teams()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);

        Assert.Equal("My Team!", (await JoinAsync("my-team-", "agent")).Team);
        await Assert.ThrowsAsync<NameTakenException>(() => JoinAsync("My_Team_", "agent"));
    }

    [Fact]
    public async Task A_message_to_a_lead_is_appended_to_its_inbox_as_the_real_client_would()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        var agent = await JoinAsync("My Team!", "agent");

        var receipt = await agent.SendAsync(new OutgoingMessage { Text = "hello lead", Summary = "hi" }, "team-lead");

        // A named-era lead reads the twin folder.
        using var inbox = JsonDocument.Parse(File.ReadAllText(_root["teams", "My-Team-", "inboxes", "team-lead.json"]));
        var entry = Assert.Single(inbox.RootElement.EnumerateArray());
        Assert.Equal(["from", "text", "summary", "timestamp", "msgV", "msg_id", "type", "to", "read"], entry.EnumerateObject().Select(property => property.Name));
        Assert.Equal((ReceiptState.HandedOver, ReceiptState.HandedOver), (receipt.State, (await agent.GetReceiptAsync(receipt.MessageId)).State));
        Assert.Single(Directory.GetFiles(_root["mailbox", "my-team-", "agents", "agent", "sent"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receipt_tells_when_the_owner_of_the_inbox_has_taken_it(bool isRemoved)
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await JoinAsync("session-abebfceb", "agent");
        var id = (await agent.SendAsync("hello", "team-lead")).MessageId;
        var path = _root["teams", "session-abebfceb", "inboxes", "team-lead.json"];
        var waiting = agent.WaitForReceiptAsync(id);

        var text = File.ReadAllText(path);
        File.WriteAllText(path, isRemoved ? "[]" : text.Replace("\"read\": false", "\"read\": true", StringComparison.Ordinal));

        Assert.Equal(ReceiptState.Taken, (await waiting).State);
    }

    [Fact]
    public async Task A_session_era_lead_without_a_teammate_is_said_not_to_look()
    {
        WriteSession("""{"name":"team-lead","agentType":"team-lead","backendType":"in-process"}""");
        var agent = await JoinAsync("session-00000001", "agent");
        var id = (await agent.SendAsync("hello", "team-lead")).MessageId;

        var receipt = await agent.GetReceiptAsync(id);

        Assert.Equal(ReceiptState.HandedOver, receipt.State);
        Assert.Contains("only once it has spawned a teammate", receipt.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_breaks_the_rules_is_quarantined_with_its_reason_and_the_next_is_delivered()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await JoinAsync("session-abebfceb", "agent");
        _root.Write("teams/session-abebfceb/inboxes/agent.json",
            """[7, {"from":"x","text":"no time"}, {"from":"x","text":{"type":"y"},"timestamp":"z"}, {"from":"x","text":"good","timestamp":"2026-11-21T08:59:38.785Z"}]""");

        Assert.Equal(["good"], await agent.TakeAsync(1));

        await Eventually.HoldsAsync(async () => (await agent.DeadLettersAsync()).Count == 3);
        var dead = await agent.DeadLettersAsync();
        Assert.All(dead, letter => Assert.StartsWith("It cannot be read as a message", letter.Reason, StringComparison.Ordinal));
        Assert.Contains(dead, letter => letter.Message.Text == """{"from":"x","text":"no time"}""" && letter.Message.From == "x");
        Assert.Equal(3, Directory.GetFiles(_root["mailbox", "session-abebfceb", "agents", "agent", "quarantine"]).Length);
        await Assert.ThrowsAsync<MessageNotFoundException>(() => agent.SendAgainAsync(dead[0].Message.Id).AsTask());
        Assert.Equal("[]", File.ReadAllText(_root["teams", "session-abebfceb", "inboxes", "agent.json"]));
    }

    [Fact]
    public async Task Entries_alike_in_every_field_and_entries_of_one_id_are_all_delivered()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        const string Entry = """{"from":"x","text":"same","timestamp":"2026-11-21T08:59:38.785Z","msg_id":"021f3531-6969-43f0-9196-2b06feed128b"}""";
        const string Bare = """{"from":"x","text":"bare","timestamp":"2026-11-21T08:59:38.785Z"}""";
        _root.Write("teams/session-abebfceb/inboxes/agent.json", $"[{Entry},{Entry},{Bare},{Bare}]");
        var agent = await JoinAsync("session-abebfceb", "agent");
        Assert.Equal(["same", "same", "bare", "bare"], await agent.TakeAsync(4));

        _root.Write("teams/session-abebfceb/inboxes/agent.json", $"[{Entry},{Bare}]");

        Assert.Equal(["same", "bare"], await agent.TakeAsync(2));
    }

    [Fact]
    public async Task What_somebody_else_has_marked_as_read_is_left_alone()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        var agent = await JoinAsync("My Team!", "agent");
        const string Read = """{"from":"x","text":"old","timestamp":"2026-11-21T08:59:38.785Z","read":true}""";
        _root.Write("teams/my-team-/inboxes/agent.json", $$"""[{{Read}},{"from":"x","text":"new","timestamp":"2026-11-21T08:59:38.785Z","read":false}]""");

        Assert.Equal(["new"], await agent.TakeAsync(1));

        Assert.Equal($"[{Read}]", File.ReadAllText(_root["teams", "my-team-", "inboxes", "agent.json"]));
    }

    [Fact]
    public async Task Unknown_keys_of_an_entry_survive_the_move_into_our_store_and_into_the_dead_letters()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await JoinAsync("session-abebfceb", "agent");
        _root.Write("teams/session-abebfceb/inboxes/agent.json", """[{"zeta":{"a":[1, 2.50]},"from":"x","text":"t","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        await using var delivery = await agent.NextAsync();
        await delivery.DeadLetterAsync("to look at its file");

        var file = File.ReadAllText(Assert.Single(await agent.DeadLettersAsync()).Path);

        Assert.Contains("""{"zeta":{"a":[1, 2.50]},"from":"x",""", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crash_left_between_making_durable_and_removing_is_not_delivered_twice()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var first = await JoinAsync("session-abebfceb", "agent");
        await first.DisposeAsync();
        var path = _root.Write("teams/session-abebfceb/inboxes/agent.json", """[{"from":"x","text":"once","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        var identity = Mailbox.Files.Disk.Real.Identify(path)!.Value;
        _root.Write($"mailbox/session-abebfceb/agents/agent/drain/{Guid.CreateVersion7()}.{identity.Inode:x}-{identity.ModifiedNanoseconds:x}-{identity.Length:x}.json", File.ReadAllText(path));

        var agent = await JoinAsync("session-abebfceb", "agent");
        await agent.SendAsync("end", "agent");

        Assert.Equal(["once", "end"], await agent.TakeAsync(2));
        Assert.Empty(Directory.GetFiles(_root["mailbox", "session-abebfceb", "agents", "agent", "drain"]));
    }

    [Fact]
    public async Task What_a_crash_left_after_removing_is_delivered()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        await (await JoinAsync("session-abebfceb", "agent")).DisposeAsync();
        _root.Write($"mailbox/session-abebfceb/agents/agent/drain/{Guid.CreateVersion7()}.1-2-3.json", """[{"from":"x","text":"kept","timestamp":"2026-11-21T08:59:38.785Z"}]""");

        var agent = await JoinAsync("session-abebfceb", "agent");

        Assert.Equal(["kept"], await agent.TakeAsync(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_inbox_that_stays_unreadable_is_quarantined_and_mail_goes_on(bool isTooLarge)
    {
        const long Large = 257L * 1024 * 1024;
        var time = new ManualTime();
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await JoinAsync("session-abebfceb", "agent", new MailboxOptions { TimeProvider = time });
        var path = _root.Write("teams/session-abebfceb/inboxes/agent.json", "[{\"from\": half");
        if (isTooLarge)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(Large);
        }

        await TimePassesUntilAsync(() => new FileInfo(path).Length == 2);

        await Eventually.HoldsAsync(async () => (await agent.DeadLettersAsync()).Count == 1);
        Assert.Equal(isTooLarge ? $"The inbox '{path}'" : "[{\"from\": half", Assert.Single(await agent.DeadLettersAsync()).Message.Text);
        Assert.Equal(isTooLarge ? Large : 14, new FileInfo(Assert.Single(Directory.GetFiles(_root["mailbox", "session-abebfceb", "agents", "agent", "quarantine"]))).Length);
        _root.Write("teams/session-abebfceb/inboxes/agent.json", """[{"from":"x","text":"next","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        var taking = agent.TakeAsync(1);
        await TimePassesUntilAsync(() => taking.IsCompleted);
        Assert.Equal(["next"], await taking);

        Task TimePassesUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50);
            return condition();
        });
    }

    [Fact]
    public async Task A_name_that_a_Claude_teammate_has_taken_is_reached_through_its_inbox()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        var agent = await JoinAsync("My Team!", "agent");

        Assert.Equal(ReceiptState.HandedOver, (await agent.SendAsync("hi", "worker.One")).State);
        Assert.True(File.Exists(_root["teams", "My-Team-", "inboxes", "worker-One.json"]));
    }

    [Fact]
    public async Task Leaving_removes_the_member_and_keeps_the_mail()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var before = File.ReadAllText(_root["teams", "session-abebfceb", "config.json"]);
        var agent = await JoinAsync("session-abebfceb", "agent");
        var other = await JoinAsync("session-abebfceb", "other");
        await other.SendAsync("kept", "agent");

        await agent.LeaveAsync();
        await other.LeaveAsync();

        Assert.Equal(before, File.ReadAllText(_root["teams", "session-abebfceb", "config.json"]));
        Assert.Equal(["kept"], await (await JoinAsync("session-abebfceb", "agent")).TakeAsync(1));
    }

    [Fact]
    public async Task An_agent_stays_listed_until_its_last_process_leaves()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var first = await JoinAsync("session-abebfceb", "agent");
        var second = await JoinAsync("session-abebfceb", "agent", new MailboxOptions { RescanInterval = TimeSpan.FromSeconds(2) });

        await first.LeaveAsync();
        Assert.Contains((await second.GetTeamAsync())!.Members, static member => member.Name == "agent");

        await second.LeaveAsync();
        Assert.DoesNotContain("\"agent@session-abebfceb\"", File.ReadAllText(_root["teams", "session-abebfceb", "config.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_becomes_visible_is_listed_again_when_a_client_overwrites_that()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var path = _root["teams", "session-abebfceb", "config.json"];
        var before = File.ReadAllText(path);
        var time = new ManualTime();
        var agent = await JoinAsync("session-abebfceb", "agent", new MailboxOptions { TimeProvider = time, Profile = new AgentProfile { Visibility = AgentVisibility.Hidden } });
        time.Advance(TimeSpan.FromSeconds(10));
        await agent.RegisterAsync(new AgentProfile());
        Assert.Contains("\"agent@session-abebfceb\"", File.ReadAllText(path), StringComparison.Ordinal);

        File.WriteAllText(path, before);

        var passed = TimeSpan.Zero;
        await Eventually.HoldsAsync(() =>
        {
            if (passed < TimeSpan.FromSeconds(4)) // A second before it would be taken for what somebody wanted.
            {
                passed += TimeSpan.FromMilliseconds(200);
                time.Advance(TimeSpan.FromMilliseconds(200));
            }

            return File.ReadAllText(path).Contains("\"agent@session-abebfceb\"", StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_handed_over_is_no_failure_when_its_copy_cannot_be_shown(bool isBlocked)
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        var agent = await JoinAsync("My Team!", "agent");
        var sent = _root["mailbox", "my-team-", "agents", "agent", "sent"];
        Directory.Delete(sent);
        if (isBlocked)
        {
            File.WriteAllText(sent, "a file where the folder should be");
        }

        await agent.SendAsync("hello lead", "team-lead");

        using var inbox = JsonDocument.Parse(File.ReadAllText(_root["teams", "My-Team-", "inboxes", "team-lead.json"]));
        Assert.Single(inbox.RootElement.EnumerateArray());
        Assert.Equal(isBlocked, !Directory.Exists(sent) || Directory.GetFiles(sent).Length == 0);
    }

    [Fact]
    public async Task A_drain_that_cannot_make_all_of_it_durable_delivers_nothing_twice()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var fault = new Fault();
        var agent = await JoinAsync("session-abebfceb", "agent", new MailboxOptions { Disk = FaultyFileSystem.Disk(fault), WatchFolders = false, RescanInterval = TimeSpan.FromMilliseconds(50) });
        var path = _root["teams", "session-abebfceb", "inboxes", "agent.json"];
        fault.Arm(2, static call => new IOException($"No space left at {call}"), $"rename {_root["mailbox", "session-abebfceb", "agents", "agent", "tmp"]}", isLasting: true);
        WriteInbox(600);
        await Eventually.HoldsAsync(() => fault.Failed is not null);
        WriteInbox(601);
        await Eventually.HoldsAsync(() => fault.Seen > 8);
        fault.Count();

        var texts = await agent.TakeAsync(601);

        Assert.Equal(601, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(await agent.ClaimAsync(1));

        void WriteInbox(int count)
        {
            File.WriteAllText(path + ".new", $"[{string.Join(',', Enumerable.Range(0, count).Select(static n => $$"""{"from":"x","text":"{{n}}","timestamp":"2026-11-21T08:59:38.785Z"}"""))}]");
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    [Fact]
    public async Task A_join_that_a_client_overwrote_is_made_again()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var path = _root["teams", "session-abebfceb", "config.json"];
        var before = File.ReadAllText(path);
        var agent = await JoinAsync("session-abebfceb", "agent");

        File.WriteAllText(path, before);

        await Eventually.HoldsAsync(() => File.ReadAllText(path).Contains("\"agent@session-abebfceb\"", StringComparison.Ordinal));
        Assert.NotNull(agent);
    }

    [Fact]
    public async Task Mail_that_was_being_drained_when_the_team_vanished_is_kept()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await JoinAsync("session-abebfceb", "agent");
        var path = _root["teams", "session-abebfceb", "inboxes", "agent.json"];
        Directory.CreateDirectory(path + ".lock");
        _root.Write("teams/session-abebfceb/inboxes/agent.json", """[{"from":"x","text":"kept","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        await Eventually.HoldsAsync(() => Directory.GetFiles(_root["mailbox", "session-abebfceb", "agents", "agent", "drain"]).Length == 1);

        _root.Vanish("teams", "session-abebfceb");

        Assert.Equal(["kept"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_hundred_large_entries_are_drained()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var entry = $$"""{"from":"x","text":"{{new string('x', 200_000)}}","timestamp":"2026-11-21T08:59:38.785Z"}""";
        _root.Write("teams/session-abebfceb/inboxes/agent.json", $"[{string.Join(',', Enumerable.Repeat(entry, 100))}]");

        Assert.Equal(100, (await (await JoinAsync("session-abebfceb", "agent")).TakeAsync(100)).Count);
    }

    [Fact]
    public async Task While_the_config_is_half_written_its_last_state_holds()
    {
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        var agent = await JoinAsync("My Team!", "agent");
        await agent.SendAsync("before", "agent");
        var path = _root["teams", "my-team-", "config.json"];
        var whole = File.ReadAllText(path);

        File.WriteAllText(path, whole[..100]);
        await agent.SendAsync("meanwhile", "agent");
        Assert.Equal(ReceiptState.HandedOver, (await agent.SendAsync("to the lead", "team-lead")).State);
        File.WriteAllText(path, whole);

        Assert.Equal(["before", "meanwhile"], await agent.TakeAsync(2));
    }

    [Fact]
    public async Task Nobody_joins_under_the_name_of_a_lead_or_teammate_and_takes_its_mail()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var inbox = _root.Write("teams/session-abebfceb/inboxes/team-lead.json", """[{"from":"x","text":"for the lead","timestamp":"2026-11-21T08:59:38.785Z"}]""");

        var error = await Assert.ThrowsAsync<NameTakenException>(() => JoinAsync("session-abebfceb", "team-lead"));

        Assert.Contains("no agent of Mailbox", error.Message, StringComparison.Ordinal);
        Assert.Contains("for the lead", File.ReadAllText(inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_agent_leaves_the_inbox_to_a_teammate_that_was_given_its_name()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var agent = await AgentMailbox.JoinAsync("session-abebfceb", "scout", TestTeam.Watching(new MailboxOptions { Root = _root.Path, RescanInterval = TimeSpan.FromMilliseconds(50), Profile = new AgentProfile { Visibility = AgentVisibility.Hidden } }));
        _mailboxes.Add(agent);
        var config = _root["teams", "session-abebfceb", "config.json"];
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"members\": [", "\"members\": [{\"agentId\":\"scout@session-abebfceb\",\"name\":\"scout\",\"backendType\":\"in-process\"},", StringComparison.Ordinal));
        var inbox = _root.Write("teams/session-abebfceb/inboxes/scout.json", """[{"from":"x","text":"for the teammate","timestamp":"2026-11-21T08:59:38.785Z"}]""");

        await agent.SendAsync("its own mail goes on", "csharp-agent");
        await Task.Delay(TimeSpan.FromMilliseconds(300)); // Several pulses.

        Assert.Contains("for the teammate", File.ReadAllText(inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_is_kept_when_the_team_vanishes_while_the_lock_is_held()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        var fault = new Fault();
        var agent = await AgentMailbox.JoinAsync("session-abebfceb", "agent", new MailboxOptions { Root = _root.Path, Disk = FaultyFileSystem.Disk(fault), RescanInterval = TimeSpan.FromMilliseconds(50), WatchFolders = false });
        _mailboxes.Add(agent);
        var inbox = _root["teams", "session-abebfceb", "inboxes", "agent.json"];
        fault.Arm(1, operation =>
        {
            Directory.Delete(_root["teams", "session-abebfceb"], recursive: true);
            return new FileNotFoundException($"{operation}: injected");
        }, only: $"create {inbox}.tmp.");
        _root.Write("teams/session-abebfceb/inboxes/agent.json", """[{"from":"x","text":"kept","timestamp":"2026-11-21T08:59:38.785Z"}]""");

        Assert.Equal(["kept"], await agent.TakeAsync(1));
        Assert.NotNull(fault.Failed);
    }

    [Fact]
    public async Task A_lead_that_ends_is_gone_although_nothing_in_its_config_changes()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        using var lead = System.Diagnostics.Process.Start("sleep", "60");
        var started = File.ReadAllText($"/proc/{lead.Id}/stat").Split(' ')[21];
        var config = _root["teams", "session-abebfceb", "config.json"];
        var text = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(config))!;
        text["leadProcess"] = System.Text.Json.Nodes.JsonNode.Parse($$"""{"pid":{{lead.Id}},"procStart":"{{started}}","pidSpace":"{{ProcessIdentity.Current.Space}}"}""");
        File.WriteAllText(config, text.ToJsonString());
        var agent = await JoinAsync("session-abebfceb", "agent");
        Assert.Equal(LeadState.Alive, (await agent.GetTeamAsync())!.Lead);

        lead.Kill();
        await lead.WaitForExitAsync(Eventually.Cancel());

        Assert.Equal(LeadState.Gone, (await agent.GetTeamAsync())!.Lead);
        Assert.Equal(AgentStatus.Offline, (await agent.FindAgentsAsync()).Single(one => one.Name == "team-lead").Status);
    }

    private async Task<AgentMailbox> JoinAsync(string team, string name, MailboxOptions? options = null)
    {
        var mailbox = await AgentMailbox.JoinAsync(team, name, TestTeam.Watching(options ?? new MailboxOptions()) with { Root = _root.Path });
        _mailboxes.Add(mailbox);
        return mailbox;
    }

    private void WriteSession(params string[] members) => _root.Write("teams/session-00000001/config.json",
        $$"""
        {"name":"session-00000001","leadProcess":{"pid":{{Environment.ProcessId}},"pidSpace":"{{ProcessIdentity.Current.Space}}","procStart":"{{ProcessIdentity.Current.Start}}"},"members":[{{string.Join(',', members)}}]}
        """);
}
