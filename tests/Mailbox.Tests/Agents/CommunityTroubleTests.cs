using Mailbox.TestKit;

namespace Mailbox.Tests.Agents;

/// <summary>What an independent review broke, and stays mended.</summary>
public sealed class CommunityTroubleTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _ann = null!;
    private AgentMailbox _bob = null!;

    public async ValueTask InitializeAsync()
    {
        _ann = await _team.JoinAsync("ann");
        _bob = await _team.JoinAsync("bob");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Who_has_not_published_for_long_gives_out_no_number_twice()
    {
        await _ann.Topics.PublishAsync("a", "1");
        for (var i = 2; i <= 6; i++)
        {
            await _bob.Topics.PublishAsync("a", $"{i}");
        }

        for (var i = 1; i <= 5; i++)
        {
            File.Delete(_team.Folder["mailbox", "team", "topics", "published", $"{i:D12}.json"]);
        }

        await _bob.Topics.SubscribeAsync("a");
        Assert.Equal(7, (await _ann.Topics.PublishAsync("a", "7")).Number);
        Assert.Equal(["7"], await _bob.TakeAsync(1));
    }

    [Fact]
    public async Task A_leftover_of_a_process_that_died_does_not_fail_the_next_append()
    {
        await _ann.Topics.PublishAsync("a", "1");
        File.WriteAllText(_team.Folder["mailbox", "team", "topics", "published", "000000000002.json.tmp.00000000"], "half");
        Assert.Equal(2, (await _bob.Topics.PublishAsync("a", "2")).Number);

        Assert.Equal(1, (await _bob.CleanAsync(new RetentionOptions { MaxTemporaryAge = TimeSpan.FromTicks(1) })).Temporary);
    }

    [Fact]
    public async Task Large_publications_for_one_who_was_away_all_arrive()
    {
        await _bob.Topics.SubscribeAsync("a");
        await _bob.DisposeAsync();
        for (var i = 0; i < 12; i++)
        {
            await _ann.Topics.PublishAsync("a", new string((char)('a' + i), 900_000));
        }

        Assert.Equal(12, (await (await _team.JoinAsync("bob")).TakeAsync(12)).Distinct().Count());
    }

    [Fact]
    public async Task An_agent_that_comes_back_finds_the_task_it_held_when_it_died()
    {
        await _ann.Tasks.EnqueueAsync("task");
        await _ann.Tasks.ClaimAsync();
        var path = Path.Combine(_ann.Tasks.Folder, "1.json");
        var held = File.ReadAllText(path);
        await _ann.DisposeAsync();
        File.WriteAllText(path, held);

        var again = await _team.JoinAsync("ann");

        Assert.Equal(2, (await again.Tasks.ClaimAsync())!.Attempt);
    }

    [Fact]
    public async Task A_cancelled_claim_leaves_nothing_claimed()
    {
        for (var i = 0; i < 20; i++)
        {
            await _ann.Tasks.EnqueueAsync($"{i}");
        }

        List<TaskClaim> claimed = [];
        for (var i = 0; i < 40; i++)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(i % 8));
            try
            {
                claimed.Add((await _bob.Tasks.ClaimAsync(cancel: stop.Token))!);
            }
            catch (OperationCanceledException)
            {
                // As it should.
            }
        }

        Assert.Equal(claimed.Count(claim => claim is not null), (await _ann.Tasks.CountAsync()).GetValueOrDefault(TaskState.Claimed));
        await _bob.DisposeAsync();
        Assert.Equal(20, (await _ann.Tasks.CountAsync())[TaskState.Waiting]);
    }

    [Fact]
    public async Task A_task_as_large_as_may_be_is_claimed_and_ended()
    {
        var options = _team.Options with { MaxMessageBytes = 2000 };
        var small = await _team.JoinAsync("small", options);
        await small.Tasks.EnqueueAsync(new NewTask { Subject = "large", Description = new string('x', 1700) });
        await Assert.ThrowsAsync<MessageTooLargeException>(() => small.Tasks.EnqueueAsync(new NewTask { Subject = "too large", Description = new string('x', 3000) }).AsTask());

        await (await small.Tasks.ClaimAsync())!.FailAsync("no", TimeSpan.Zero);
        TaskClaim? claim = null;
        await Eventually.HoldsAsync(async () => (claim = await small.Tasks.ClaimAsync()) is not null);
        await claim!.CompleteAsync("done");

        Assert.Equal(TaskState.Done, (await _ann.Tasks.GetAsync("1")).State);
    }

    [Fact]
    public async Task A_file_that_is_half_written_costs_nobody_a_claim_and_frees_no_task()
    {
        var holder = await _team.JoinAsync("holder", _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(20) });
        await _ann.Tasks.EnqueueAsync("first");
        await _ann.Tasks.EnqueueAsync(new NewTask { Subject = "second", BlockedBy = ["1"] });
        var claim = (await holder.Tasks.ClaimAsync())!;
        var whole = File.ReadAllText(claim.Task.Path);
        File.WriteAllText(claim.Task.Path, whole[..50]);
        await Task.Delay(200);
        await Assert.ThrowsAsync<TaskStateException>(() => _bob.Tasks.ClaimAsync("2").AsTask());
        File.WriteAllText(claim.Task.Path, whole);

        Assert.False(claim.LeaseLost.IsCancellationRequested);
        await claim.CompleteAsync();
    }

    [Fact]
    public async Task Retention_frees_no_task_that_waits_for_a_cancelled_one()
    {
        await _ann.Tasks.EnqueueAsync("first");
        await _ann.Tasks.EnqueueAsync(new NewTask { Subject = "second", BlockedBy = ["1"] });
        await _ann.Tasks.CancelAsync("1");

        Assert.Equal(0, (await _ann.CleanAsync(new RetentionOptions { MaxTasks = 0 })).Tasks);

        Assert.Equal(TaskState.Blocked, (await _ann.Tasks.GetAsync("2")).State);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_told_now_is_told_later()
    {
        var boss = await _team.JoinAsync("boss", _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(50), ForeignLockTimeout = TimeSpan.FromMilliseconds(50) });
        File.WriteAllText(_team.ConfigPath, File.ReadAllText(_team.ConfigPath).Replace("\"members\": [", "\"leadProcess\": {}, \"members\": [{\"name\": \"scout\"}, ", StringComparison.Ordinal));
        var locked = Directory.CreateDirectory(_team.InboxPath("scout") + ".lock").FullName;

        await boss.Tasks.EnqueueAsync(new NewTask { Subject = "look", Owner = "scout" });
        Directory.Delete(locked);

        await Eventually.HoldsAsync(() => File.Exists(_team.InboxPath("scout")) && File.ReadAllText(_team.InboxPath("scout")).Contains("task_assignment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_locked_inbox_delays_no_heartbeat_and_its_posts_come_in_order()
    {
        var options = _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(50), HeartbeatInterval = TimeSpan.FromMilliseconds(200), ForeignLockTimeout = TimeSpan.FromSeconds(2) };
        var poster = await _team.JoinAsync("poster", options);
        File.WriteAllText(_team.ConfigPath, File.ReadAllText(_team.ConfigPath).Replace("\"members\": [", "\"leadProcess\": {}, \"members\": [{\"name\": \"scout\"}, ", StringComparison.Ordinal));
        var room = await poster.Rooms.CreateAsync("room");
        var document = _team.Folder["mailbox", "team", "rooms", "room", "room.json"];
        File.WriteAllText(document, File.ReadAllText(document).Replace("\"members\": [", "\"members\": [{\"name\": \"scout\", \"joined_at\": \"2026-11-21T00:00:00+00:00\", \"after\": 0}, ", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(_team.InboxPath("scout"))!);
        var locked = Directory.CreateDirectory(_team.InboxPath("scout") + ".lock").FullName;
        var posting = Task.Run(async () =>
        {
            for (var i = 1; i <= 3; i++)
            {
                await room.PostAsync($"post {i}");
            }
        });

        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(100);
            Assert.True((await _ann.GetAgentAsync("poster"))!.IsAlive);
        }

        await posting;
        Directory.Delete(locked);
        await Eventually.HoldsAsync(() => File.Exists(_team.InboxPath("scout")) && File.ReadAllText(_team.InboxPath("scout")).Contains("post 3", StringComparison.Ordinal));
        var inbox = File.ReadAllText(_team.InboxPath("scout"));
        Assert.True(inbox.IndexOf("] post 1", StringComparison.Ordinal) < inbox.IndexOf("] post 2", StringComparison.Ordinal) && inbox.IndexOf("] post 2", StringComparison.Ordinal) < inbox.IndexOf("] post 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"sessions\": [null]")]
    [InlineData("\"payloads\": [null]")]
    [InlineData("\"payloads\": [{\"name\": \"x\"}]")]
    [InlineData("\"name\": null")]
    [InlineData("\"capabilities\": [null]")]
    [InlineData("\"metadata\": {\"x\": null}")]
    [InlineData("\"sessions\": [{\"id\": \"x\", \"process\": \"1:1@x\", \"boot\": \"x\", \"status\": \"?\", \"since\": \"2026-11-21T00:00:00Z\", \"beat\": -1, \"every\": 4000000000000000000}]")]
    public async Task An_odd_card_keeps_nobody_from_anything(string odd)
    {
        var card = _team.Folder["mailbox", "team", "agents", "bob", "agent.json"];
        await _bob.DisposeAsync();
        File.WriteAllText(card, $"{{\"format\": 1, {(odd.StartsWith("\"name\"", StringComparison.Ordinal) ? "" : "\"name\": \"bob\", ")}{odd}}}");

        Assert.Contains(await _ann.FindAgentsAsync(), agent => agent.Name == "ann");
        await _ann.SendAsync("hello", Recipients.Everyone, new SendOptions { AllowUnknownRecipients = true }).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.True((await (await _team.JoinAsync("bob")).GetAgentAsync("bob"))!.IsAlive);
    }

    [Theory]
    [InlineData("rooms/odd/room.json", """{"name": "odd", "visibility": "public", "created_by": "x", "created_at": "2026-11-21T00:00:00Z", "members": null}""")]
    [InlineData("topics/subscriptions/odd.json", """{"agent": "odd", "patterns": null}""")]
    [InlineData("rooms/room/delivered.json", """{"through": 0}""")]
    [InlineData("tasks/9.json", """{"subject": "odd", "status": "completed", "metadata": {"mailbox": {"notes": [null], "failures": [null], "priority": "?", "attempt": 2147483647}}}""")]
    [InlineData("tasks/9.json", """{"subject": 7}""")]
    [InlineData("tasks/9.json", """{"subject": "s", "metadata": null, "blocks": null, "blockedBy": [1, "x", "-1"]}""")]
    public async Task An_odd_file_keeps_nobody_from_anything_else(string file, string content)
    {
        var room = await _ann.Rooms.CreateAsync("room");
        await _bob.Rooms.JoinAsync("room");
        await _ann.Tasks.EnqueueAsync("fine");
        var path = Path.Combine(_team.StoreFolder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);

        await room.PostAsync("post");
        Assert.Contains("post", await _bob.TakeAsync(1));
        Assert.Contains(await _ann.Rooms.ListAsync(), one => one.Name == "room");
        Assert.Empty(await _ann.Topics.ListAsync());
        Assert.Equal("fine", (await _bob.Tasks.ClaimAsync())!.Task.Subject);
        await _ann.SetStatusAsync(AgentStatus.Busy);
    }

    [Fact]
    public async Task A_card_with_much_in_it_is_read_by_all()
    {
        var metadata = Enumerable.Range(0, 100).ToDictionary(i => $"key{i}", _ => new string('x', 1000));
        await _team.JoinAsync("large", _team.Options with { Profile = new AgentProfile { Metadata = metadata } });
        var fresh = await _team.JoinAsync("fresh", _team.Options with { RescanInterval = TimeSpan.FromSeconds(2) });

        await fresh.SendAsync("hello", "large");
        Assert.Contains((await fresh.StatisticsAsync()).Agents, agent => agent.Agent == "large");
    }

    [Fact]
    public async Task A_name_held_alone_stays_so_and_who_was_silent_too_long_gives_way()
    {
        var alone = await _team.JoinAsync("alone", _team.Options with { Profile = new AgentProfile(), RescanInterval = TimeSpan.FromMilliseconds(20), HeartbeatInterval = TimeSpan.FromMilliseconds(50) });
        await using var second = await _team.JoinAsync("alone");
        var card = _team.Folder["mailbox", "team", "agents", "alone", "agent.json"];
        Assert.Contains("\"alone\": true", File.ReadAllText(card), StringComparison.Ordinal);
        var lost = new TaskCompletionSource();
        alone.NameLost += (_, _) => lost.TrySetResult();

        // As another process would write it that found this one dead: process 1 runs.
        var other = File.ReadAllText(card).Replace($"\"{Environment.ProcessId}:", "\"0:", StringComparison.Ordinal);
        File.WriteAllText(card, System.Text.RegularExpressions.Regex.Replace(other, "\"id\": \"[0-9a-f]+\",\\s+\"process\": \"[^\"]+\"", $"\"id\": \"x\", \"process\": \"1:{StartOfInit()}@{Processes.ProcessIdentity.Current.Space}\""));

        await lost.Task.WaitAsync(Eventually.Limit);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => alone.SendAsync("x", "ann").AsTask());
    }

    private static string StartOfInit()
    {
        var stat = File.ReadAllText("/proc/1/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
