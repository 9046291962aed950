using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

public sealed class LeaseAcrossProcessesTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Of_several_processes_that_serve_one_mailbox_each_message_goes_to_one()
    {
        var sender = await _team.JoinAsync("sender");
        using var one = WorkerProcess.Start(_team, "work", "worker");
        using var two = WorkerProcess.Start(_team, "work", "worker");
        await one.SaysAsync("ready");
        await two.SaysAsync("ready");

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), async (n, cancel) => await sender.SendAsync($"{n}", "worker", cancel: cancel));

        await Eventually.HoldsAsync(() => Acknowledged(one).Count + Acknowledged(two).Count >= 1000);
        Assert.Equal(1000, Acknowledged(one).Union(Acknowledged(two)).Count());
        Assert.Equal(1000, Acknowledged(one).Count + Acknowledged(two).Count);
        await Eventually.HoldsAsync(() => _team.Files("worker", "inbox").Count == 0);
        Assert.True((await sender.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task What_a_killed_process_held_is_delivered_again_without_waiting_for_its_lease()
    {
        var sender = await _team.JoinAsync("sender");
        using (var holder = WorkerProcess.Start(_team, "hold", "worker", lease: 3600))
        {
            await sender.SendAsync("work", "worker", new SendOptions { AllowUnknownRecipients = true });
            await holder.SaysAsync("holding work");
            holder.Kill();
        }

        var worker = await _team.JoinAsync("worker");
        await using var again = await worker.NextAsync();

        Assert.Equal(("work", 2), (again.Message.Text, again.Attempt));
    }

    /// <summary>The first time it is handed out before the index knows of it, and kills its worker at once.</summary>
    [Fact]
    public async Task A_message_that_kills_its_worker_is_tried_so_often_and_no_more()
    {
        var sender = await _team.JoinAsync("sender");
        await sender.SendAsync("first", "worker", new SendOptions { AllowUnknownRecipients = true });
        for (var life = 0; life < sender.Options.MaxAttempts; life++)
        {
            using var worker = WorkerProcess.Start(_team, "taste", "worker");
            await worker.EndsAsync();
        }

        await sender.SendAsync("last", "worker");
        using var survivor = WorkerProcess.Start(_team, "taste", "worker");
        await survivor.SaysAsync("acknowledged last");
        var dead = Assert.Single(await sender.SearchAsync(new MessageQuery { States = [MessageState.Dead] }));
        Assert.Equal(sender.Options.MaxAttempts, dead.Message.DeadLetter!.Attempts.Count);
    }

    [Fact]
    public async Task A_process_that_was_stopped_past_its_lease_cannot_settle()
    {
        var sender = await _team.JoinAsync("sender");
        using var holder = WorkerProcess.Start(_team, "hold", "worker", lease: 1);
        await sender.SendAsync("work", "worker", new SendOptions { AllowUnknownRecipients = true });
        await holder.SaysAsync("holding work");
        await holder.StopAsync();

        var worker = await _team.JoinAsync("worker");
        await using var again = await worker.NextAsync();
        holder.Continue();
        holder.Tell("settle");

        await holder.SaysAsync("lost");
        await again.AcknowledgeAsync();
    }

    [Fact]
    public async Task A_process_that_holds_a_message_for_several_leases_keeps_it()
    {
        var sender = await _team.JoinAsync("sender");
        using var holder = WorkerProcess.Start(_team, "hold", "worker", lease: 0.6);
        var id = (await sender.SendAsync("work", "worker", new SendOptions { AllowUnknownRecipients = true })).MessageId;
        await holder.SaysAsync("holding work");
        await Task.Delay(TimeSpan.FromSeconds(3));

        holder.Tell("settle");

        await holder.SaysAsync("acknowledged");
        Assert.Equal(1, (await sender.WaitForReceiptAsync(id)).Attempt);
    }

    /// <summary>Half of them has somebody else by then, half nobody: of the latter, too, the time is over.</summary>
    [Fact]
    public async Task Of_ten_thousand_acknowledgements_after_the_lease_not_one_is_accepted()
    {
        const int Each = 2000;
        var worker = await _team.JoinAsync("worker");
        using var stopped = WorkerProcess.Start(_team, "clutch", "worker", lease: 1, $"{Each}");
        for (var round = 0; round < 5; round++)
        {
            await worker.SendBatchAsync([.. Enumerable.Range(0, Each).Select(n => new OutgoingMessage { Text = $"{round} {n}" })], "worker");
            await Eventually.HoldsAsync(() => stopped.Lines.Count(static line => line == "holding") == round + 1);
            await stopped.StopAsync();
            List<MessageDelivery> others = [];
            await Eventually.HoldsAsync(async () =>
            {
                others.AddRange(await worker.ClaimAsync((Each / 2) - others.Count));
                return others.Count == Each / 2;
            });
            stopped.Continue();
            stopped.Tell("acknowledge");
            await Eventually.HoldsAsync(() => stopped.Lines.Count(static line => line.StartsWith("acknowledged", StringComparison.Ordinal)) == round + 1);

            others.AddRange(await worker.ClaimAllAsync(Each / 2));
            foreach (var delivery in others)
            {
                await delivery.AcknowledgeAsync();
            }

            stopped.Tell("again");
        }

        Assert.All(stopped.Lines.Where(static line => line.StartsWith("acknowledged", StringComparison.Ordinal)), static line => Assert.Equal("acknowledged 0", line));
        Assert.True((await worker.VerifyAsync()).IsConsistent);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(86_400)]
    [InlineData(-86_400)]
    public async Task However_a_clock_is_stepped_a_message_has_one_owner(int seconds)
    {
        var sender = await _team.JoinAsync("sender");
        using var holder = WorkerProcess.Start(_team, "hold", "worker", lease: 1);
        await sender.SendAsync("work", "worker", new SendOptions { AllowUnknownRecipients = true });
        await holder.SaysAsync("holding work");
        using var other = WorkerProcess.Start(_team, "hold", "worker", lease: 1);
        await other.SaysAsync("ready");

        holder.Tell($"step {seconds}");
        await holder.SaysAsync("stepped");
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // More than two leases.
        await sender.SendAsync("more", "worker");
        await other.SaysAsync("holding more");

        Assert.DoesNotContain("holding work", other.Lines);
        holder.Tell("settle");
        await holder.SaysAsync("acknowledged");
    }

    private static List<string> Acknowledged(WorkerProcess worker) => [.. worker.Lines.Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal))];
}
