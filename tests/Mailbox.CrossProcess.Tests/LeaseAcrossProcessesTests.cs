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

    [Fact]
    public async Task A_process_that_was_stopped_past_its_lease_cannot_settle()
    {
        var sender = await _team.JoinAsync("sender");
        using var holder = WorkerProcess.Start(_team, "hold", "worker", lease: 1);
        await sender.SendAsync("work", "worker", new SendOptions { AllowUnknownRecipients = true });
        await holder.SaysAsync("holding work");
        holder.Stop();

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

    private static List<string> Acknowledged(WorkerProcess worker) => [.. worker.Lines.Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal))];
}
