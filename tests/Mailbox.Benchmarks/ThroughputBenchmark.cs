using System.Diagnostics;
using Mailbox.Benchmarks.Baselines;

namespace Mailbox.Benchmarks;

/// <summary>Send, claim, acknowledge, many at a time, sender and worker side by side.</summary>
internal static class ThroughputBenchmark
{
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync(Durability durability, int count)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        var (ours, allocated) = await OursAsync(durability, count);

        using var queue = new SqliteQueue(Path.Combine(root, "queue.db"), durability);
        var (theirs, allocatedByQueue) = await MeasureAsync(() => Task.FromResult(queue.Run(count, Payload)), count);
        Table.Row($"send, claim, acknowledge, pipelined, {durability}", "per s", ours, $"SQLite queue, synchronous={queue.Level}", theirs);
        if (durability == Durability.ProcessCrash)
        {
            Table.Row($"send, claim, acknowledge, pipelined, {durability}", "per s", ours, "naive files polled each ms, deleted when read", NaiveFiles.Run(root, count, Payload));
        }

        Table.Row($"allocated for each of them, {durability}", "bytes", allocated, "SQLite queue", allocatedByQueue);
    }

    /// <summary>How many per second, and how many bytes each allocates.</summary>
    public static async Task<(double PerSecond, double Bytes)> OursAsync(Durability durability, int count)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        await using var sender = await AgentMailbox.JoinAsync("bench", "sender", new MailboxOptions { Root = root, Durability = durability });
        await using var worker = await AgentMailbox.JoinAsync("bench", "worker", new MailboxOptions { Root = root, Durability = durability });
        return await MeasureAsync(() => RunAsync(sender, worker, count), count);
    }

    /// <summary>The median of three runs after a first one, in which the code is compiled.</summary>
    private static async Task<(double PerSecond, double Bytes)> MeasureAsync(Func<Task<double>> runAsync, int count)
    {
        await runAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        List<double> rates = [await runAsync(), await runAsync(), await runAsync()];
        return (Table.Median(rates), (GC.GetTotalAllocatedBytes(precise: true) - before) / (3.0 * count));
    }

    private static async Task<double> RunAsync(AgentMailbox sender, AgentMailbox worker, int count)
    {
        var start = Stopwatch.GetTimestamp();
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (_, cancel) => await sender.SendAsync(Payload, "worker", cancel: cancel));
        var done = 0;
        using var stop = new CancellationTokenSource();
        await worker.RunAsync(
            (delivery, _) =>
            {
                if (Interlocked.Increment(ref done) == count)
                {
                    stop.Cancel();
                }

                return Task.CompletedTask;
            },
            new ReceiveOptions { Prefetch = 256, Concurrency = 256 }, stop.Token);
        await sending;
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
