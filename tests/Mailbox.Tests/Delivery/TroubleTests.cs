using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

/// <summary>Full disks, missing rights, wrong options: a clear error, and nothing accepted is lost.</summary>
public sealed class TroubleTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_full_disk_is_an_error_of_the_send_and_sending_works_again_afterwards()
    {
        var fault = new Fault();
        var agent = await _team.JoinAsync("agent", _team.Options with { Disk = FaultyFileSystem.Disk(fault) });
        await agent.SendAsync("before", "agent");
        await agent.TakeAsync(1);
        fault.Arm(1, operation => new IOException($"{operation}: No space left on device"), only: "write ");

        var error = await Assert.ThrowsAsync<MailboxStorageException>(() => agent.SendAsync("lost", "agent").AsTask());

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing accepted was lost", error.Message, StringComparison.Ordinal);
        await agent.SendAsync("after", "agent");
        Assert.Equal(["after"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task Whatever_fails_in_rooms_topics_tasks_and_cards_comes_out_as_an_error_of_ours()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        var room = await agent.Rooms.CreateAsync("room");
        foreach (var act in (Func<int, Task>[])[
            async _ => await agent.Tasks.EnqueueAsync("work"),
            async _ => await agent.TeamTasks.EnqueueAsync("work"),
            async n => await agent.Rooms.CreateAsync($"room {n}"),
            async _ => await room.PostAsync("x"),
            async n => await agent.Topics.SubscribeAsync($"a.{n}"),
            async _ => await agent.Topics.PublishAsync("a.b", "x"),
            async n => await agent.SetStatusAsync(n % 2 == 0 ? AgentStatus.Busy : AgentStatus.Idle)])
        {
            var tried = 0;
            for (var n = 1; n == tried + 1; n++)
            {
                fault.Arm(n, static call => new UnauthorizedAccessException($"Denied: {call}"));
                var error = await Record.ExceptionAsync(() => act(n));
                tried += fault.Failed is null ? 0 : 1;
                fault.Count();
                Assert.True(error is null or MailboxException, $"Call {n} came out as {error}");
            }

            Assert.True(tried > 0);
        }

        File.Delete(_team.ConfigPath);
        File.CreateSymbolicLink(_team.ConfigPath, _team.Folder["elsewhere"]);
        await Assert.ThrowsAsync<MailboxStorageException>(() => agent.GetTeamAsync().AsTask());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_that_says_which()
    {
        File.WriteAllText(_team.Folder["mailbox"], "a file where the folder should be");

        var error = await Assert.ThrowsAsync<MailboxStorageException>(() => _team.JoinAsync("agent"));

        Assert.Contains(_team.Folder["mailbox"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_of_a_batch_that_could_not_be_written_is_written_later()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        await agent.SendBatchAsync(["a", "b"], "agent");
        var claimed = await agent.ClaimAllAsync(2);
        fault.Arm(1, only: "write ");
        await Assert.ThrowsAsync<MailboxStorageException>(() => claimed[0].DeadLetterAsync("never").AsTask());
        fault.Count();
        await claimed[1].AcknowledgeAsync();
        Assert.Single(_team.Files("agent", "inbox"));

        await agent.Store.RescanAsync();

        await Eventually.HoldsAsync(() => _team.Files("agent", "dead").Count == 1 && _team.Files("agent", "inbox").Count == 0);
        Assert.Equal("a", Assert.Single(await agent.DeadLettersAsync()).Message.Text);
        Assert.True((await agent.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_for_a_moment_is_not_given_up()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        await agent.SendAsync("kept", "agent");
        await Eventually.HoldsAsync(async () => (await agent.StatisticsAsync()).Waiting == 1);
        fault.Arm(1, operation => new IOException($"{operation}: Too many open files"), only: $"read {Path.Combine(_team.StoreFolder, "agents", "agent", "inbox")}");

        Assert.Empty(await agent.ClaimAsync(1));

        Assert.NotNull(fault.Failed);
        Assert.Equal(1, Assert.Single(await agent.ClaimAllAsync(1)).Attempt);
        Assert.Empty(await agent.DeadLettersAsync());
    }

    [Theory]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff.json")]
    [InlineData("not a uuid at all.json")]
    [InlineData(".json")]
    public async Task A_file_of_any_name_is_read_or_left_and_stops_nothing(string name)
    {
        var agent = await _team.JoinAsync("agent");
        File.WriteAllText(_team.Folder["mailbox", "team", "agents", "agent", "inbox", name], """[{"from":"x","text":"odd name","timestamp":"never"}]""");
        Assert.Equal(["odd name"], await agent.TakeAsync(1));

        await agent.SendAsync("next", "agent");

        Assert.Equal(["next"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_link_in_the_place_of_our_inbox_stops_neither_joining_nor_our_own_mail()
    {
        Directory.CreateDirectory(_team.Folder["teams", "team", "inboxes"]);
        _team.Folder.Write("elsewhere", "[]");
        File.CreateSymbolicLink(_team.InboxPath("agent"), _team.Folder["elsewhere"]);

        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("ours", "agent");

        Assert.Equal(["ours"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task An_index_that_lost_a_table_is_made_anew()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("kept", "agent");
        await Eventually.HoldsAsync(async () => (await agent.StatisticsAsync()).Waiting == 1);
        using (var index = Mailbox.Store.Index.IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            index.Run("DROP TABLE attempts; DROP TABLE search;");
        }

        Assert.Equal("kept", Assert.Single(await agent.SearchAsync(new MessageQuery { Text = "kept" })).Message.Text);
        Assert.Equal(["kept"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task What_was_acknowledged_and_not_yet_moved_stays_acknowledged_over_rebuild_and_retention()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        foreach (var rebuild in (bool[])[true, false])
        {
            await agent.SendAsync("once", "agent");
            var delivery = Assert.Single(await agent.ClaimAllAsync(1));
            fault.Arm(1, only: "rename ");
            await Assert.ThrowsAsync<MailboxStorageException>(() => delivery.AcknowledgeAsync().AsTask());
            fault.Count();

            _ = rebuild ? await agent.RebuildIndexAsync() : (await agent.CleanAsync(new RetentionOptions { MaxFiles = 0 })).Done;
            await agent.Store.RescanAsync();

            await Eventually.HoldsAsync(() => _team.Files("agent", "inbox").Count == 0);
            Assert.Empty(await agent.ClaimAsync(10));
        }
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_made()
    {
        await using var agent = await AgentMailbox.JoinAsync("team", "agent", _team.Options with { Root = _team.Folder["a", "b", "c"] });

        await agent.SendAsync("x", "agent");

        Assert.StartsWith(_team.Folder["a", "b", "c"], agent.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused_with_every_fault()
    {
        var error = await Assert.ThrowsAsync<InvalidMailboxOptionsException>(() => AgentMailbox.JoinAsync("team", "agent", new MailboxOptions
        {
            Root = _team.Root, LeaseDuration = TimeSpan.Zero, MaxAttempts = 0, MaxMessageBytes = 1, MaxRetryDelay = TimeSpan.Zero,
        }).AsTask());

        Assert.Equal(
            "The mailbox options are not valid: LeaseDuration must be positive; it is 00:00:00. MaxRetryDelay (00:00:00) must not be less than RetryDelay (00:00:01). "
            + "MaxAttempts must be at least 1; it is 0. MaxMessageBytes must be between 1 KiB and 64 MiB; it is 1.", error.Message);
    }

    [Fact]
    public async Task An_index_that_somebody_keeps_locked_delays_and_loses_nothing()
    {
        var agent = await _team.JoinAsync("agent");
        using (var other = Mailbox.Store.Index.IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            Assert.True(other.TryBegin());
            await agent.SendAsync("accepted while locked", "agent");
            var taking = agent.TakeAsync(1);
            await Task.Delay(100);
            Assert.False(taking.IsCompleted);
            other.Rollback();
            Assert.Equal(["accepted while locked"], await taking);
        }
    }

    [Fact]
    public async Task A_folder_that_was_deleted_under_us_is_made_again_and_mail_goes_on()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("before", "agent");
        await agent.TakeAsync(1);
        Directory.Delete(_team.Folder["mailbox", "team", "agents", "agent"], recursive: true);

        await agent.SendAsync("after", "agent");

        Assert.Equal(["after"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_dead_letter_whose_message_cannot_be_read_for_a_while_is_written_later_and_until_then_nothing_is_let_go()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        await agent.SendAsync("kept", "agent");
        var claimed = Assert.Single(await agent.ClaimAllAsync(1));
        fault.Arm(1, operation => new IOException($"{operation}: Too many open files"), only: $"read {Path.Combine(_team.StoreFolder, "agents", "agent", "inbox")}", isLasting: true);

        await Assert.ThrowsAsync<MailboxStorageException>(() => claimed.DeadLetterAsync("never").AsTask());
        await agent.Store.RescanAsync();
        await agent.SearchAsync(new MessageQuery());
        Assert.Single(_team.Files("agent", "inbox"));
        Assert.Empty(_team.Files("agent", "dead"));

        fault.Count();
        await agent.Store.RescanAsync();
        await Eventually.HoldsAsync(() => _team.Files("agent", "dead").Count == 1 && _team.Files("agent", "inbox").Count == 0);
        Assert.Equal("kept", Assert.Single(await agent.DeadLettersAsync()).Message.Text);
    }

    [Fact]
    public async Task A_dead_letter_that_is_yet_to_be_written_outlives_other_files_that_vanish()
    {
        var (fault, time) = (new Fault(), new ManualTime());
        var options = _team.Options with { Disk = FaultyFileSystem.Disk(fault), TimeProvider = time, WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) };
        var agent = await _team.JoinAsync("agent", options);
        await agent.SendAsync("settled long ago", "agent");
        await Assert.Single(await agent.ClaimAllAsync(1)).AcknowledgeAsync();
        await agent.SendAsync("dies", "agent");
        var claimed = Assert.Single(await agent.ClaimAllAsync(1));
        fault.Arm(1, only: "write ");
        await Assert.ThrowsAsync<MailboxStorageException>(() => claimed.DeadLetterAsync("never").AsTask());
        fault.Count();
        await _team.CloseAsync();
        time.Leap(TimeSpan.FromMinutes(1));
        File.Delete(Assert.Single(_team.Files("agent", "done")));

        agent = await _team.JoinAsync("agent", options);

        await Eventually.HoldsAsync(() => _team.Files("agent", "dead").Count == 1);
        Assert.Equal("dies", Assert.Single(await agent.DeadLettersAsync()).Message.Text);
    }

    [Fact]
    public async Task A_file_that_was_garbage_and_is_gone_keeps_nobody_looking()
    {
        var fault = new Fault();
        var agent = await JoinAsync(fault);
        var garbage = _team.Folder["mailbox", "team", "agents", "agent", "inbox", "garbage.json"];
        File.WriteAllText(garbage, "[");
        await agent.StatisticsAsync();
        File.Delete(garbage);
        await Task.Delay(TimeSpan.FromMilliseconds(50)); // So that the folder's stamp is old enough to be trusted.
        await agent.StatisticsAsync();
        await Eventually.HoldsAsync(async () =>
        {
            fault.Arm(int.MaxValue, only: $"list {_team.StoreFolder}");
            await agent.StatisticsAsync();
            return fault.Seen == 0;
        });
    }

    [Fact]
    public async Task A_message_that_moves_while_its_text_is_read_is_found_by_its_words()
    {
        var fault = new Fault();
        var reader = await JoinAsync(fault);
        var worker = await _team.JoinAsync("agent", _team.Options with { WatchFolders = false });
        await reader.SendAsync("needle", "agent");
        var claimed = Assert.Single(await worker.ClaimAllAsync(1));
        await reader.StatisticsAsync();
        fault.Arm(1, _ =>
        {
            claimed.DeadLetterAsync("moves now").AsTask().GetAwaiter().GetResult();
            return null;
        }, only: $"read {Path.Combine(_team.StoreFolder, "agents", "agent", "inbox")}");

        Assert.Equal("needle", Assert.Single(await reader.SearchAsync(new MessageQuery { Text = "needle" })).Message.Text);
        Assert.NotNull(fault.Failed);
    }

    [Fact]
    public async Task Texts_that_were_read_before_the_index_was_made_anew_are_not_written_into_the_new_one()
    {
        var fault = new Fault();
        var reader = await JoinAsync(fault);
        await reader.SendAsync("alpha", "agent");
        await reader.SendAsync("beta", "agent");
        var claimed = await reader.ClaimAllAsync(2);
        await claimed.Single(one => one.Message.Text == "beta").AcknowledgeAsync();
        await reader.StatisticsAsync();
        fault.Arm(1, _ =>
        {
            _team.DeleteIndex(); // In the next one settled mail comes first.
            return null;
        }, only: $"read {Path.Combine(_team.StoreFolder, "agents", "agent", "inbox")}");

        Assert.Equal("alpha", Assert.Single(await reader.SearchAsync(new MessageQuery { Text = "alpha" })).Message.Text);
        Assert.NotNull(fault.Failed);
        Assert.Equal("beta", Assert.Single(await reader.SearchAsync(new MessageQuery { Text = "beta" })).Message.Text);
    }

    [Fact]
    public async Task What_somebody_made_of_a_message_that_dies_is_quarantined()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("whole", "agent");
        var claimed = Assert.Single(await agent.ClaimAllAsync(1));
        File.WriteAllText(Assert.Single(_team.Files("agent", "inbox")), "somebody's notes");

        await claimed.DeadLetterAsync("never");

        Assert.Equal("somebody's notes", File.ReadAllText(Assert.Single(_team.Files("agent", "quarantine"))));
        Assert.Empty(_team.Files("agent", "inbox"));
        Assert.Single(_team.Files("agent", "dead"));
    }

    [Fact]
    public async Task With_nothing_watched_what_a_process_sends_itself_does_not_overtake_what_others_sent_before()
    {
        var here = await _team.JoinAsync("agent", _team.Options with { WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) });
        var elsewhere = await _team.JoinAsync("elsewhere", _team.Options with { WatchFolders = false, RescanInterval = TimeSpan.FromHours(1) });
        await Eventually.HoldsAsync(async () => (await here.StatisticsAsync()).Waiting == 0);
        await elsewhere.SendAsync("first", "agent");

        await here.SendAsync("second", "agent");

        Assert.Equal(["first", "second"], (await here.ClaimAllAsync(2)).Select(static delivery => delivery.Message.Text));
    }

    /// <summary>An agent that looks at nothing by itself, on a disk whose calls can be made to fail.</summary>
    private Task<AgentMailbox> JoinAsync(Fault fault) =>
        _team.JoinAsync("agent", _team.Options with { Disk = FaultyFileSystem.Disk(fault), WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) });
}
