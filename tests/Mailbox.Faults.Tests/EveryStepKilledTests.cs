using Mailbox.Faults.Worker;

namespace Mailbox.Faults.Tests;

/// <summary>
/// The same operations in a process of their own, which is killed at every call to the file system, ours and SQLite's, and in the middle of every
/// write. Whoever comes next finds everything. The normal run takes one of twenty-four of the longer operations; MAILBOX_STEPS=all takes each.
/// </summary>
public sealed class EveryStepKilledTests(ITestOutputHelper output)
{
    private static readonly bool IsEach = Environment.GetEnvironmentVariable("MAILBOX_STEPS") == "all";

    public static TheoryData<string> Names => [.. Operations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Killed_at_every_step_nothing_is_lost(string name)
    {
        var steps = await CountAsync(name);
        var chosen = Enumerable.Range(1, steps).Where(step => IsEach || steps <= 12 || step % 24 == steps % 24).ToList();
        var killed = 0;
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (step, _) =>
        {
            await using var trial = await Trial.StartAsync();
            await trial.Stage.CloseAsync();
            using var child = FaultProcess.Start(trial, name, step);
            await child.EndsAsync();
            Interlocked.Add(ref killed, child.WasKilled ? 1 : 0);
            await trial.AuditAsync(name, $"killed at call {step}", child.Accepted);
        });

        Assert.True(killed > 0, $"'{name}' was never killed.");
        output.WriteLine($"{name}: {steps} calls, killed at {killed}");
    }

    private static async Task<int> CountAsync(string name)
    {
        await using var trial = await Trial.StartAsync();
        await trial.Stage.CloseAsync();
        using var child = FaultProcess.Start(trial, name, 0);
        await child.EndsAsync();
        await trial.AuditAsync(name, "not killed at all", child.Accepted);
        return child.Calls;
    }
}
