using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Invariants;

/// <summary>DESIGN: "What must always hold". One test, at least, named after each; the suites of the folders go deeper.</summary>
public sealed class InvariantTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Invariant_1_The_rename_publishes_and_Send_returns_after_it()
    {
        var fault = new Fault();
        var sender = await _team.JoinAsync("sender", _team.Options with { Disk = FaultyFileSystem.Disk(fault), Durability = Durability.Durable });
        await _team.JoinAsync("worker");
        fault.Count();
        await sender.SendAsync("counted", "worker");
        var operations = fault.Seen;

        for (var n = 1; n <= operations; n++)
        {
            var before = _team.Files("worker", "inbox").Count;
            fault.Arm(n);
            var sent = await Record.ExceptionAsync(() => sender.SendAsync($"message {n}", "worker").AsTask());
            var after = _team.Files("worker", "inbox").Count;
            fault.Count();

            // An error means: not accepted. Only a flush that fails after the rename may leave a file, which is a delivery more, never one less.
            Assert.True(sent is MailboxStorageException || fault.Failed is null, $"{fault.Failed}: {sent}");
            Assert.True(sent is null ? after == before + 1 : after <= before + 1, fault.Failed);
        }

        Assert.InRange(operations, 3, 20);
    }

    [Fact]
    public async Task Invariant_2_Files_are_the_truth_and_the_index_can_be_deleted()
    {
        var sender = await _team.JoinAsync("sender");
        var worker = await _team.JoinAsync("worker");
        await sender.SendBatchAsync(["settled 1", "settled 2"], "worker");
        await worker.TakeAsync(2);
        await sender.SendAsync("dead", "worker");
        await Assert.Single(await worker.ClaimAllAsync(1)).DeadLetterAsync("never");
        await sender.SendBatchAsync(["half settled", "open"], "worker");
        await (await worker.ClaimAllAsync(2))[0].AcknowledgeAsync();
        await sender.SendAsync("waiting", "worker");
        await _team.CloseAsync();

        _team.DeleteIndex();
        worker = await _team.JoinAsync("worker");

        // Nothing is lost, nothing of a fully settled file comes back; of the half-settled file both do.
        Assert.Equal(["half settled", "open", "waiting"], (await worker.ClaimAllAsync(3)).Select(delivery => delivery.Message.Text));
        Assert.Equal("never", Assert.Single(await worker.DeadLettersAsync()).Reason);
        Assert.Equal(2, (await worker.StatisticsAsync()).Done);
    }

    [Theory]
    [InlineData("index.db", "this is no database, whatever its name says, and it is long enough to be read as one ................")]
    [InlineData("index.db", "")]
    [InlineData("index.db-wal", "garbage in the log")]
    public async Task Invariant_2_A_damaged_index_is_set_aside_and_made_anew(string file, string content)
    {
        var sender = await _team.JoinAsync("sender");
        await sender.SendAsync("kept", "sender");
        Assert.Single(await sender.SearchAsync(new MessageQuery()));
        await _team.CloseAsync();
        File.WriteAllText(Path.Combine(_team.StoreFolder, file), content);

        var again = await _team.JoinAsync("sender");

        Assert.Equal(["kept"], await again.TakeAsync(1));
        Assert.True((await again.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task Invariant_2_An_index_that_is_damaged_while_in_use_is_made_anew_and_nothing_is_lost()
    {
        var sender = await _team.JoinAsync("sender");
        await sender.SendBatchAsync([.. Enumerable.Range(0, 200).Select(n => (OutgoingMessage)new string('x', 500))], "sender");
        await (await sender.ClaimAllAsync(200))[0].AcknowledgeAsync();
        await sender.RebuildIndexAsync();
        using (var index = new FileStream(Path.Combine(_team.StoreFolder, "index.db"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            index.Position = 100;
            index.Write(new byte[index.Length - 100]);
        }

        await sender.DisposeAsync();
        var again = await _team.JoinAsync("sender");

        Assert.Equal(200, (await again.ClaimAllAsync(200)).Count);
        Assert.NotEmpty(Directory.GetFiles(_team.StoreFolder, "index.db.damaged-*"));
    }

    [Fact]
    public async Task Invariant_2_An_index_of_a_newer_schema_is_refused_and_left_as_it_is()
    {
        await (await _team.JoinAsync("sender")).DisposeAsync();
        await _team.CloseAsync();
        using (var index = Mailbox.Store.Index.IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            index.Run("PRAGMA user_version = 999");
        }

        var error = await Assert.ThrowsAsync<MailboxIndexException>(() => _team.JoinAsync("sender"));

        Assert.Contains("newer Mailbox (version 999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant_3_Settling_is_a_rename_and_a_crash_before_it_is_made_good()
    {
        var fault = new Fault();
        var worker = await _team.JoinAsync("worker", _team.Options with { Disk = FaultyFileSystem.Disk(fault) });
        await worker.SendAsync("work", "worker");
        var delivery = Assert.Single(await worker.ClaimAllAsync(1));
        fault.Arm(1, only: "rename ");
        await Assert.ThrowsAsync<MailboxStorageException>(() => delivery.AcknowledgeAsync().AsTask());
        fault.Count();

        // The index says done, the file is still in the inbox: the next scan moves it, and nobody gets it again.
        await Eventually.HoldsAsync(() => _team.Files("worker", "done").Count == 1);
        Assert.Empty(_team.Files("worker", "inbox"));
        Assert.Empty(await worker.ClaimAsync(10));
    }

    [Fact]
    public async Task Invariant_3_A_dead_letter_that_a_crash_kept_from_being_written_is_written_later()
    {
        var fault = new Fault();
        var worker = await _team.JoinAsync("worker", _team.Options with { Disk = FaultyFileSystem.Disk(fault), WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) });
        await worker.SendAsync("work", "worker");
        var delivery = Assert.Single(await worker.ClaimAllAsync(1));
        fault.Arm(1, only: "write ");
        await Assert.ThrowsAsync<MailboxStorageException>(() => delivery.DeadLetterAsync("never").AsTask());
        fault.Count();
        Assert.Empty(_team.Files("worker", "dead"));
        await _team.CloseAsync();

        var again = await _team.JoinAsync("worker");

        await Eventually.HoldsAsync(() => _team.Files("worker", "dead").Count == 1 && _team.Files("worker", "inbox").Count == 0);
        Assert.Equal("never", Assert.Single(await again.DeadLettersAsync()).Message.DeadLetter!.Reason);
        Assert.True((await again.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task Invariant_4_A_lease_is_fenced()
    {
        var time = new ManualTime();
        var worker = await _team.JoinAsync("worker", _team.Options with { TimeProvider = time });
        await worker.SendAsync("work", "worker");
        var stale = Assert.Single(await worker.ClaimAllAsync(1));
        time.Leap(TimeSpan.FromMinutes(5));
        var fresh = Assert.Single(await worker.ClaimAllAsync(1));

        Assert.True(fresh.FencingToken > stale.FencingToken);
        await Assert.ThrowsAsync<LeaseLostException>(() => stale.RejectAsync("stale").AsTask());
        await Assert.ThrowsAsync<LeaseLostException>(() => stale.ReplyAsync("stale").AsTask());
        await fresh.AcknowledgeAsync();
    }

    [Fact]
    public async Task Invariant_4_Fencing_tokens_grow_over_a_rebuilt_index()
    {
        var worker = await _team.JoinAsync("worker");
        await worker.SendAsync("work", "worker");
        var before = Assert.Single(await worker.ClaimAllAsync(1)).FencingToken;
        await _team.CloseAsync();
        _team.DeleteIndex();

        var after = Assert.Single(await (await _team.JoinAsync("worker")).ClaimAllAsync(1)).FencingToken;

        Assert.True(after > before);
    }

    [Fact]
    public async Task Invariant_5_Nothing_is_written_while_the_foreign_lock_is_held_but_the_replacement()
    {
        Captured.CopyTo(_team.Root, Captured.SessionTeam);
        var path = Path.Combine(_team.Root, "teams", "session-abebfceb", "inboxes", "team-lead.json");
        Directory.CreateDirectory(path + ".lock");
        await using var agent = await AgentMailbox.JoinAsync("session-abebfceb", "agent", _team.Options);

        // While somebody else holds the lock everything is prepared: entry, copy and the whole new inbox lie ready.
        var sending = agent.SendAsync("hello", "team-lead").AsTask();
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.GetDirectoryName(path)!, "team-lead.json.tmp.*").Length == 1);
        Assert.False(sending.IsCompleted);
        Assert.False(File.Exists(path));

        Directory.Delete(path + ".lock");
        await sending;
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Invariant_6_What_we_do_not_understand_survives()
    {
        const string Config = """
            { "zzz" : [1,  2], "name":"odd","members":[ {"name":"team-lead","future":{"x":1e2}} ],
              "members2": [], "last": "\u00e9" }
            """;
        _team.Folder.Write("teams/odd/config.json", Config);
        _team.Folder.Write("teams/odd/inboxes/team-lead.json", """[ {"from":"x" ,"odd":[1.0]}, 7 ]""");
        await using var agent = await AgentMailbox.JoinAsync("odd", "agent", _team.Options);

        await agent.SendAsync("hello", "team-lead");
        await agent.LeaveAsync();

        Assert.Equal(Config, File.ReadAllText(_team.Folder["teams", "odd", "config.json"]));
        Assert.StartsWith("""[ {"from":"x" ,"odd":[1.0]}, 7,""", File.ReadAllText(_team.Folder["teams", "odd", "inboxes", "team-lead.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant_7_The_team_folder_can_vanish_and_our_mail_stays()
    {
        Captured.CopyTo(_team.Root, Captured.SessionTeam);
        await using var alice = await AgentMailbox.JoinAsync("session-abebfceb", "alice", _team.Options);
        await using var bob = await AgentMailbox.JoinAsync("session-abebfceb", "bob", _team.Options);
        var ended = new TaskCompletionSource();
        alice.TeamEnded += (_, _) => ended.TrySetResult();
        await alice.SendAsync("before", "bob");

        _team.Folder.Vanish("teams", "session-abebfceb");
        await ended.Task.WaitAsync(Eventually.Limit);
        await alice.SendAsync("after", "bob");

        Assert.Equal(["before", "after"], await bob.TakeAsync(2));
        await Assert.ThrowsAsync<TeamEndedException>(() => alice.SendAsync("x", "team-lead").AsTask());
        Assert.Null(await alice.GetTeamAsync());
        await using var next = await AgentMailbox.JoinAsync("session-00000002", "alice", _team.Options);
        Assert.Equal("session-00000002", next.Team);
    }

    [Fact]
    public async Task Invariant_8_Watchers_are_hints()
    {
        // Without a watcher, and from another store than the one that sends, as from another process.
        var worker = await _team.JoinAsync("worker", _team.Options with { WatchFolders = false, RescanInterval = TimeSpan.FromMilliseconds(50) });
        var sender = await _team.JoinAsync("sender");
        await sender.SendBatchAsync(["1", "2"], "worker");
        await sender.SendAsync("3", "worker");

        Assert.Equal(["1", "2", "3"], await worker.TakeAsync(3));
        var asking = sender.RequestAsync("?", "worker");
        await (await worker.NextAsync()).ReplyAsync("!");
        Assert.Equal("!", (await asking).Text);
    }

    [Theory]
    [InlineData("../../escape")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\..\\b")]
    public async Task Invariant_9_No_name_leaves_the_root(string name)
    {
        var agent = await _team.JoinAsync(name);
        await agent.SendAsync("x", name);

        Assert.All(Directory.GetFileSystemEntries(_team.Root), entry => Assert.Contains(Path.GetFileName(entry), (string[])["teams", "mailbox"]));
        Assert.Single(Directory.GetDirectories(_team.Folder["mailbox", "team", "agents"]));
    }

    [Fact]
    public async Task Invariant_9_A_file_that_does_not_parse_is_retried_then_quarantined_and_the_next_is_processed()
    {
        var worker = await _team.JoinAsync("worker");
        var inbox = _team.Folder["mailbox", "team", "agents", "worker", "inbox"];
        File.WriteAllText(Path.Combine(inbox, "half.json"), "[{\"from\":\"x\",");
        File.WriteAllText(Path.Combine(inbox, "whole.json"), """[{"from":"x","text":"by hand","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        File.CreateSymbolicLink(Path.Combine(inbox, "link.json"), _team.ConfigPath);

        Assert.Equal(["by hand"], await worker.TakeAsync(1));
        File.WriteAllText(Path.Combine(inbox, "half.json"), """[{"from":"x","text":"mended","timestamp":"2026-11-21T08:59:38.785Z"}]""");
        Assert.Equal(["mended"], await worker.TakeAsync(1));

        File.WriteAllText(Path.Combine(inbox, "broken.json"), "{}");
        await Eventually.HoldsAsync(async () => (await worker.DeadLettersAsync()).Count == 2);
        Assert.Contains(await worker.DeadLettersAsync(), letter => letter.Reason!.Contains("not one JSON array", StringComparison.Ordinal));
        Assert.Empty(_team.Files("worker", "inbox"));
        Assert.True(File.Exists(_team.ConfigPath));
    }

    [Fact]
    public void Invariant_9_Nothing_below_the_root_is_followed_out_of_it()
    {
        Directory.CreateDirectory(_team.Folder["elsewhere"]);
        Directory.CreateDirectory(_team.Folder["mailbox"]);
        Directory.CreateSymbolicLink(_team.Folder["mailbox", "team"], _team.Folder["elsewhere"]);

        var error = Assert.ThrowsAny<Exception>(() => Disk.Real.EnsureDirectory(new TeamFolder(_team.Root, "team").StoreFolder));

        Assert.Contains("symbolic link", error.Message, StringComparison.Ordinal);
    }
}
