using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

public sealed class ReceiveTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly TestTeam _team = new();
    private AgentMailbox _sender = null!;
    private AgentMailbox _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _team.Options = _team.Options with { TimeProvider = _time };
        _sender = await _team.JoinAsync("sender");
        _worker = await _team.JoinAsync("worker");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_lease_renews_itself_while_the_message_is_held()
    {
        await _sender.SendAsync("long work", "worker");
        var delivery = Assert.Single(await _worker.ClaimAllAsync(1));

        for (var i = 0; i < 12; i++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        Assert.False(delivery.LeaseLost.IsCancellationRequested);
        await delivery.AcknowledgeAsync();
    }

    [Fact]
    public async Task A_holder_is_told_when_its_lease_is_lost_and_cannot_settle()
    {
        await _sender.SendAsync("work", "worker", cancel: default);
        var delivery = Assert.Single(await _worker.ClaimAllAsync(1));

        // As if the process had been stopped: no renewal for longer than the lease.
        _time.Leap(TimeSpan.FromMinutes(2));

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return delivery.LeaseLost.IsCancellationRequested;
        });
        var error = await Assert.ThrowsAsync<LeaseLostException>(() => delivery.AcknowledgeAsync().AsTask());
        Assert.Equal((delivery.Message.Id, delivery.FencingToken), (error.MessageId, error.FencingToken));
        await Assert.ThrowsAsync<LeaseLostException>(() => delivery.ExtendAsync().AsTask());
        Assert.Equal(2, Assert.Single(await _worker.ClaimAllAsync(1)).Attempt);
    }

    [Fact]
    public async Task A_short_lease_is_renewed_in_time_although_a_long_one_was_there_first()
    {
        await _sender.SendBatchAsync(["long", "short"], "worker");
        await Eventually.HoldsAsync(async () => (await _worker.StatisticsAsync()).Waiting == 2);
        var held = Assert.Single(await _worker.ClaimAsync(1, TimeSpan.FromMinutes(5)));
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var brief = Assert.Single(await _worker.ClaimAsync(1, TimeSpan.FromSeconds(30)));

        for (var i = 0; i < 12; i++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        await brief.AcknowledgeAsync();
        await held.AcknowledgeAsync();
    }

    [Fact]
    public async Task A_dead_letter_stays_readable_however_long_its_reason()
    {
        await _sender.SendAsync(new string('x', 1024 * 1024 - 1000), "worker");
        await Assert.Single(await _worker.ClaimAllAsync(1)).DeadLetterAsync(new string('y', 3_000_000));

        var dead = Assert.Single(await _worker.DeadLettersAsync());

        Assert.StartsWith("yyy", dead.Reason, StringComparison.Ordinal);
        await _worker.SendAgainAsync(dead.Message.Id);
        Assert.Single(await _worker.ClaimAllAsync(1));
    }

    [Fact]
    public async Task Renewal_ends_at_its_limit()
    {
        var hasty = await _team.JoinAsync("hasty", _team.Options with { MaxLeaseRenewal = TimeSpan.FromMinutes(1) });
        await hasty.SendAsync("work", "hasty");
        var delivery = Assert.Single(await hasty.ClaimAllAsync(1));

        for (var i = 0; i < 30 && !delivery.LeaseLost.IsCancellationRequested; i++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        Assert.True(delivery.LeaseLost.IsCancellationRequested);
    }

    [Fact]
    public async Task What_is_disposed_without_being_settled_comes_back_and_does_not_count()
    {
        await _sender.SendAsync("work", "worker");
        await using (Assert.Single(await _worker.ClaimAllAsync(1)))
        {
        }

        var again = Assert.Single(await _worker.ClaimAllAsync(1));

        Assert.Equal(1, again.Attempt);
    }

    [Fact]
    public async Task Leaving_the_loop_gives_back_what_was_claimed_ahead()
    {
        await _sender.SendBatchAsync(["1", "2", "3"], "worker");
        await foreach (var delivery in _worker.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            await delivery.AcknowledgeAsync();
            break;
        }

        Assert.Equal(["2", "3"], (await _worker.ClaimAllAsync(2)).Select(delivery => delivery.Message.Text));
    }

    [Fact]
    public async Task A_rejected_message_comes_back_after_its_backoff()
    {
        await _sender.SendAsync("work", "worker");
        await Assert.Single(await _worker.ClaimAllAsync(1)).RejectAsync("first");
        Assert.Empty(await _worker.ClaimAsync(10));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.Single(await _worker.ClaimAsync(10)).RejectAsync("second");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await _worker.ClaimAsync(10));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.Single(await _worker.ClaimAsync(10)).RejectAsync("third", retryAfter: TimeSpan.Zero);

        Assert.Equal(4, Assert.Single(await _worker.ClaimAsync(10)).Attempt);
    }

    [Fact]
    public async Task A_waiting_receiver_gets_a_delayed_message_when_its_time_has_come()
    {
        await _sender.SendAsync(new OutgoingMessage { Text = "later", NotBefore = _time.GetUtcNow().AddMinutes(10) }, "worker");
        var next = _worker.NextAsync();
        await Eventually.HoldsAsync(async () => (await _worker.StatisticsAsync()).Agents.Single(agent => agent.Agent == "worker").Delayed == 1);
        Assert.False(next.IsCompleted);

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return next.IsCompleted;
        });

        Assert.Equal("later", (await next).Message.Text);
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_can_be_sent_again()
    {
        await _sender.SendAsync("poison", "worker");
        await Assert.Single(await _worker.ClaimAllAsync(1)).DeadLetterAsync("cannot be handled");

        var dead = Assert.Single(await _worker.DeadLettersAsync());
        Assert.Equal(("cannot be handled", MessageState.Dead), (dead.Reason, dead.State));
        Assert.Equal(dead.Path, Assert.Single(_team.Files("worker", "dead")));
        await _worker.SendAgainAsync(dead.Message.Id);

        Assert.Equal("poison", Assert.Single(await _worker.ClaimAllAsync(1)).Message.Text);
        Assert.Empty(await _worker.DeadLettersAsync());
    }

    [Fact]
    public async Task A_handler_that_throws_is_tried_again_and_one_that_returns_acknowledges()
    {
        var calls = 0;
        using var stop = new CancellationTokenSource();
        var running = _worker.RunAsync(
            (delivery, _) => ++calls == 1 ? throw new InvalidOperationException("no luck") : Task.CompletedTask, cancel: stop.Token);
        var receipt = await _sender.SendAsync("work", "worker");

        await Eventually.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await _sender.GetReceiptAsync(receipt.MessageId)).State == ReceiptState.Settled;
        });
        await stop.CancelAsync();
        await running;

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Handlers_run_side_by_side_when_asked_to()
    {
        var together = new TaskCompletionSource();
        var inside = 0;
        using var stop = new CancellationTokenSource();
        var running = _worker.RunAsync(
            async (_, cancel) =>
            {
                if (Interlocked.Increment(ref inside) == 3)
                {
                    together.SetResult();
                }

                await together.Task.WaitAsync(Eventually.Limit, cancel);
            },
            new ReceiveOptions { Concurrency = 3 }, stop.Token);

        await _sender.SendBatchAsync(["1", "2", "3"], "worker");
        await together.Task.WaitAsync(Eventually.Limit);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Stopping_waits_for_the_handler_and_gives_back_the_rest()
    {
        var entered = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var running = _worker.RunAsync(
            async (_, cancel) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            },
            cancel: stop.Token);
        await _sender.SendBatchAsync(["1", "2"], "worker");
        await entered.Task.WaitAsync(Eventually.Limit);

        await stop.CancelAsync();
        await running;

        Assert.Equal([1, 1], (await _worker.ClaimAllAsync(2)).Select(delivery => delivery.Attempt));
    }

    [Fact]
    public async Task What_waits_behind_others_keeps_its_lease_however_long_they_take()
    {
        var slow = await _team.JoinAsync("slow", _team.Options with { MaxLeaseRenewal = TimeSpan.FromMinutes(1) });
        await slow.SendBatchAsync(["1", "2"], "slow");
        await Eventually.HoldsAsync(async () => (await slow.StatisticsAsync()).Agents.Single(one => one.Agent == "slow").Waiting == 2);
        var receiving = slow.ReceiveAsync(cancel: Eventually.Cancel()).GetAsyncEnumerator();
        Assert.True(await receiving.MoveNextAsync());
        for (var i = 0; i < 12; i++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(10), slow);
        }

        Assert.True(receiving.Current.LeaseLost.IsCancellationRequested); // It was held for longer than leases are renewed.
        Assert.True(await receiving.MoveNextAsync());
        Assert.Equal(("2", 1), (receiving.Current.Message.Text, receiving.Current.Attempt));
        await AdvanceAsync(TimeSpan.FromSeconds(10), slow);
        await AdvanceAsync(TimeSpan.FromSeconds(10), slow);
        await receiving.Current.AcknowledgeAsync();
        await receiving.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_lost_its_claims_and_dropped_them_is_not_busy()
    {
        await _sender.SendAsync("work", "worker");
        var dropped = Assert.Single(await _worker.ClaimAllAsync(1));
        _time.Leap(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return dropped.LeaseLost.IsCancellationRequested;
        });

        await Eventually.HoldsAsync(async () =>
        {
            await _worker.SetStatusAsync(null);
            return (await _sender.FindAgentsAsync()).Single(agent => agent.Name == "worker").Status == AgentStatus.Idle;
        });
        await Assert.ThrowsAsync<ArgumentException>(() => _worker.SetStatusAsync(AgentStatus.Offline).AsTask());
    }

    [Fact]
    public async Task Who_waits_for_mail_learns_of_what_a_worker_held_past_its_lease()
    {
        await _sender.SendAsync("work", "worker");
        await Eventually.HoldsAsync(async () => (await _worker.ClaimDetachedAsync(1, TimeSpan.FromMinutes(1))).Count == 1);
        Assert.Equal(0, (await _worker.PeekAsync()).Count);

        _time.Leap(TimeSpan.FromMinutes(2));

        Assert.Equal("work", Assert.Single((await _worker.PeekAsync()).First).Message.Text);
        Assert.True(await _worker.WaitForMailAsync(Timeout.InfiniteTimeSpan, Eventually.Cancel()));
        Assert.Equal(2, Assert.Single(await _worker.ClaimAsync(1)).Attempt);
    }

    [Fact]
    public async Task Who_works_on_a_message_is_told_when_its_mailbox_closes()
    {
        await _sender.SendAsync("work", "worker");
        var (started, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = _worker.RunAsync(async (delivery, cancel) =>
        {
            started.SetResult();
            await using var registered = cancel.Register(told.SetResult);
            await told.Task.WaitAsync(Eventually.Limit, CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
        });
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return started.Task.IsCompleted;
        });

        await _worker.DisposeAsync();

        await running;
        Assert.True(told.Task.IsCompletedSuccessfully);
        var again = await _team.JoinAsync("worker");
        Assert.Equal(1, Assert.Single(await again.ClaimAllAsync(1)).Attempt);
    }

    [Fact]
    public async Task Hundreds_that_expire_at_once_become_dead_letters_and_none_is_handed_out()
    {
        await _sender.SendBatchAsync([.. Enumerable.Range(0, 250).Select(i => new OutgoingMessage { Text = $"late {i}", TimeToLive = TimeSpan.FromSeconds(10) }), "lasts", new OutgoingMessage { Text = "for ever", TimeToLive = TimeSpan.MaxValue }], "worker");
        await Eventually.HoldsAsync(async () => (await _sender.StatisticsAsync()).Waiting == 252);
        _time.Leap(TimeSpan.FromMinutes(1));

        Assert.Equal(["lasts", "for ever"], (await _worker.ClaimAsync(500)).Select(delivery => delivery.Message.Text));
        Assert.Equal(250, (await _worker.DeadLettersAsync(limit: 1000)).Count);
        Assert.Equal(250, _team.Files("worker", "dead").Count);
    }

    private Task AdvanceAsync(TimeSpan by) => AdvanceAsync(by, _worker);

    private async Task AdvanceAsync(TimeSpan by, AgentMailbox holder)
    {
        _time.Advance(by);

        // The renewal that became due runs on another thread; a write of ours behind it in the queue comes after it.
        for (var i = 0; i < 5; i++)
        {
            await Task.Yield();
            await holder.Store.CloseRequestAsync("not a request");
            await Task.Delay(5);
        }
    }
}
