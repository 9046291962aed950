using Mailbox.TestKit;

namespace Mailbox.Tests.Observing;

public sealed class TeamObserverTests : IAsyncLifetime
{
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(50) });
    private AgentMailbox _asker = null!;
    private AgentMailbox _worker = null!;
    private TeamObserver _observer = null!;

    public async ValueTask InitializeAsync()
    {
        _asker = await _team.JoinAsync("asker");
        _worker = await _team.JoinAsync("worker");
        _observer = await TeamObserver.OpenAsync(_team.Name, _team.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _observer.DisposeAsync();
        await _team.DisposeAsync();
    }

    [Fact]
    public async Task Every_change_is_told_once_in_its_order()
    {
        await _asker.SendAsync("before", "worker");
        Assert.Equal(1, await _observer.CountAsync(new MessageQuery())); // It is in the index; the moment it got there is over.
        await Task.Delay(20);
        using var stop = new CancellationTokenSource();
        List<(string Text, MessageState State)> told = [];
        var watching = WatchAsync(told, stop.Token);
        await Task.Delay(150);

        await _asker.SendAsync("hello", "worker");
        await Eventually.HoldsAsync(() => Snapshot(told).Contains(("hello", MessageState.Waiting)));
        Assert.Equal(["before", "hello"], await _worker.TakeAsync(2));
        await Eventually.HoldsAsync(() => Snapshot(told).Contains(("hello", MessageState.Done)));
        await Task.Delay(300);
        await stop.CancelAsync();
        await watching;

        Assert.Equal(told.Distinct(), told);
        Assert.Equal(MessageState.Waiting, told.First(static one => one.Text == "hello").State);
        Assert.DoesNotContain(("before", MessageState.Waiting), told);
    }

    [Fact]
    public async Task A_burst_is_told_whole_and_survives_a_new_index()
    {
        using var stop = new CancellationTokenSource();
        List<(string Text, MessageState State)> told = [];
        var watching = WatchAsync(told, stop.Token);
        await Task.Delay(150);

        await _asker.SendBatchAsync([.. Enumerable.Range(0, 3000).Select(static i => OutgoingMessage.FromText($"{i}"))], "worker");
        await Eventually.HoldsAsync(() => Count(told) == 3000);
        Assert.Equal(3000, await _observer.RebuildIndexAsync());
        await _asker.SendAsync("after", "worker");
        await Eventually.HoldsAsync(() => Snapshot(told).Contains(("after", MessageState.Waiting)));
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_message_is_taken_from_its_worker_by_hand()
    {
        var sent = await _asker.SendAsync("hello", "worker");
        await using var delivery = await _worker.ReceiveOneAsync();

        await _observer.ReleaseAsync("worker", sent.MessageId);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await delivery.AcknowledgeAsync());
        await using (var again = await _worker.ReceiveOneAsync())
        {
            Assert.Equal(1, again.Attempt);
            await _observer.DeadLetterAsync("worker", sent.MessageId, "by hand");
            await Assert.ThrowsAsync<LeaseLostException>(async () => await again.AcknowledgeAsync());
        }

        var trace = await _observer.TraceAsync(Assert.Single(await _observer.GetAsync(sent.MessageId)));
        Assert.Equal((MessageState.Dead, "by hand"), (trace.Message.State, trace.Failures[^1].Reason));
        Assert.StartsWith("by hand (", trace.Failures[^1].ClaimedBy, StringComparison.Ordinal);

        await _observer.SendAgainAsync("worker", sent.MessageId);
        await _observer.AcknowledgeAsync("worker", sent.MessageId);
        await Assert.ThrowsAsync<MessageNotFoundException>(async () => await _observer.AcknowledgeAsync("worker", sent.MessageId));
        Assert.Equal(MessageState.Done, Assert.Single(await _observer.GetAsync(sent.MessageId)).State);
        Assert.Empty((await _observer.VerifyAsync()).Differences);
    }

    [Fact]
    public async Task A_trace_tells_who_has_it_and_for_how_long()
    {
        var sent = await _asker.SendAsync("hello", "worker");
        await using var delivery = await _worker.ReceiveOneAsync();

        var trace = await _observer.TraceAsync(Assert.Single(await _observer.GetAsync(sent.MessageId)));
        Assert.NotNull(trace.ClaimedAt);
        Assert.InRange(trace.LeaseLeft!.Value, TimeSpan.FromSeconds(1), _team.Options.LeaseDuration);
        Assert.Contains("hello", System.Text.Encoding.UTF8.GetString(_observer.ReadFile(trace.Message).Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counting_agrees_with_finding()
    {
        for (var i = 0; i < 30; i++)
        {
            await (i % 3 == 0 ? _worker : _asker).SendAsync($"number {i} {(i % 5 == 0 ? "five" : "other")}", i % 3 == 0 ? "asker" : "worker");
        }

        foreach (var query in (MessageQuery[])[new(), new() { Text = "five" }, new() { Text = "" }, new() { Text = "none" }, new() { Agent = "asker", Text = "number" }, new() { From = "worker" }, new() { To = "worker", Text = "five other" }, new() { States = [MessageState.Dead] }])
        {
            Assert.Equal((await _observer.SearchAsync(query with { Limit = 1000 })).Count, await _observer.CountAsync(query));
        }
    }

    [Fact]
    public async Task Rooms_topics_and_tasks_are_seen_by_who_joins_nothing()
    {
        var room = await _worker.Rooms.CreateAsync("secret", new RoomOptions { Visibility = RoomVisibility.Secret });
        await room.PostAsync("whispered");
        await _worker.Topics.SubscribeAsync("build.*");
        await _asker.Topics.PublishAsync("build.failed", "red");
        var task = await _asker.Tasks.EnqueueAsync("do it");

        Assert.Equal(["worker"], Assert.Single(_observer.ListRooms()).Members);
        Assert.Equal("whispered", _observer.ListPosts("secret")[^1].Message.Text);
        Assert.Equal("red", Assert.Single(_observer.ListPublications()).Message.Text);
        Assert.Equal(("worker", "build.*"), (Assert.Single(_observer.ListSubscriptions()).Agent, _observer.ListSubscriptions()[0].Pattern));
        Assert.Equal(task.Id, Assert.Single(await _observer.Tasks.ListAsync()).Id);
        Assert.Throws<RoomNotFoundException>(() => _observer.ListPosts("sercet"));
        Assert.Equal(["asker", "worker"], _observer.FindAgents().Select(static agent => agent.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_was_away_and_came_back_is_seen_as_it_is()
    {
        await _asker.SendAsync("kept", "worker");
        await _team.CloseAsync();
        Assert.Single(await _observer.SearchAsync(new MessageQuery()));
        var away = _team.StoreFolder + ".away";
        Directory.Move(_team.StoreFolder, away);
        await Assert.ThrowsAnyAsync<MailboxException>(async () => await _observer.SearchAsync(new MessageQuery()));
        Directory.Move(away, _team.StoreFolder);

        Assert.Single(await _observer.SearchAsync(new MessageQuery()));
    }

    [Fact]
    public async Task Long_work_tells_how_far_it_is()
    {
        for (var i = 0; i < 5; i++)
        {
            await _asker.SendAsync($"{i}", "worker");
        }

        List<WorkProgress> told = [];
        Assert.Equal(5, await _observer.RebuildIndexAsync(new Listener(told)));
        Assert.Equal([0, 1, 2, 3, 4], told.Select(static one => one.Done));
        Assert.All(told, static one => Assert.Equal(5, one.Total));
    }

    [Fact]
    public async Task Mail_among_Claude_Code_is_listed_and_our_own_is_not_listed_twice()
    {
        using var root = new TestFolder();
        Captured.CopyTo(root.Path, Captured.NamedTeam);
        var options = _team.Options with { Root = root.Path };
        await using var observer = await TeamObserver.OpenAsync("My Team!", options);
        var before = await observer.ListClaudeMailAsync();
        Assert.NotEmpty(before);
        Assert.All(before, static one => Assert.True(one.State is MessageState.Read or MessageState.Unread, $"{one.State}"));
        Assert.Equal(before.Select(static one => one.Message.Id), (await observer.ListClaudeMailAsync()).Select(static one => one.Message.Id));

        await using var agent = await AgentMailbox.JoinAsync("My Team!", "csharp", options);
        await agent.SendAsync("from us", "team-lead");
        Assert.DoesNotContain(await observer.ListClaudeMailAsync(), static one => one.Message.Text == "from us");
    }

    private static int Count(List<(string Text, MessageState State)> told) => Snapshot(told).Count;

    private static List<(string Text, MessageState State)> Snapshot(List<(string Text, MessageState State)> told)
    {
        lock (told)
        {
            return [.. told];
        }
    }

    private async Task WatchAsync(List<(string Text, MessageState State)> told, CancellationToken cancel)
    {
        try
        {
            await foreach (var change in _observer.WatchAsync(cancel))
            {
                lock (told)
                {
                    told.Add((change.Message.Text, change.State));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private sealed class Listener(List<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told.Add(value);
    }
}
