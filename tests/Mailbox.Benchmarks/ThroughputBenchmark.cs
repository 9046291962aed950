using System.Diagnostics;
using System.Globalization;
using Mailbox.Benchmarks.Baselines;

namespace Mailbox.Benchmarks;

/// <summary>Send, claim, acknowledge, many at a time: one process sends, another works.</summary>
internal static class ThroughputBenchmark
{
    private const int Senders = 256;
    private const int WarmUp = 4;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync(Durability durability, int count)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        var level = durability == Durability.Durable ? "FULL" : "NORMAL";
        var ours = await OursAsync(root, durability, count);
        Table.Row($"send, claim, acknowledge, pipelined, {durability}", "per s", ours, $"SQLite queue, synchronous={level}", await QueueAsync(Path.Combine(root, "queue.db"), level, count));
        if (durability == Durability.ProcessCrash)
        {
            Table.Row($"send, claim, acknowledge, pipelined, {durability}", "per s", ours, "naive files polled each ms, deleted when read", await FilesAsync(Path.Combine(root, "files"), count));
        }

        using var queue = new SqliteQueue(Path.Combine(root, "alone.db"), level);
        Table.Row($"allocated for each of them, {durability}", "bytes", await AllocatedAsync(durability, count), "SQLite queue", await AllocatedAsync(count, () => Task.Run(() => queue.Run(count, Payload))));
    }

    /// <summary>How many bytes each allocates, on both sides together.</summary>
    public static async Task<double> AllocatedAsync(Durability durability, int count)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        await using var sender = await AgentMailbox.JoinAsync("bench", "sender", Answerer.Options(root, durability));
        await using var worker = await AgentMailbox.JoinAsync("bench", "worker", Answerer.Options(root, durability));
        return await AllocatedAsync(count, async () =>
        {
            var done = 0;
            using var stop = new CancellationTokenSource();
            var working = worker.RunAsync((_, _) => Interlocked.Increment(ref done) == count ? stop.CancelAsync() : Task.CompletedTask, new ReceiveOptions { Prefetch = Senders, Concurrency = Senders }, stop.Token);
            await SendAsync(sender, count);
            await working;
        });
    }

    private static async Task<double> AllocatedAsync(int count, Func<Task> runAsync)
    {
        await runAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await runAsync();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count;
    }

    private static async Task<double> OursAsync(string root, Durability durability, int count)
    {
        await using var sender = await AgentMailbox.JoinAsync("bench", "sender", Answerer.Options(root, durability));
        using var worker = Start("work", root, $"{durability}", count);
        return await MeasureAsync(worker, count, () => SendAsync(sender, count));
    }

    private static async Task<double> QueueAsync(string path, string level, int count)
    {
        using var queue = new SqliteQueue(path, level);
        using var worker = Start("work-queue", path, level, count);
        return await MeasureAsync(worker, count, () => Task.Run(() => Repeat(count, () => queue.Send(Payload))));
    }

    private static async Task<double> FilesAsync(string inbox, int count)
    {
        Directory.CreateDirectory(inbox);
        using var worker = ChildProcess.Start("work-files", inbox, count.ToString(CultureInfo.InvariantCulture));
        return await MeasureAsync(worker, count, () => Task.Run(() => Repeat(count, () => NaiveFiles.Put(inbox, Payload))));
    }

    private static ChildProcess Start(string what, string where, string level, int count) => ChildProcess.Start(what, where, level, count.ToString(CultureInfo.InvariantCulture));

    private static Task SendAsync(AgentMailbox sender, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (_, cancel) => await sender.SendAsync(Payload, "worker", cancel: cancel));

    private static void Repeat(int count, Action work)
    {
        for (var i = 0; i < count; i++)
        {
            work();
        }
    }

    /// <summary>From the first send until the last one is handled: the median of three rounds after others, in which the code is compiled.</summary>
    private static async Task<double> MeasureAsync(ChildProcess worker, int count, Func<Task> send)
    {
        List<double> rates = [];
        for (var round = 0; round < WarmUp + 3; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await send();
            worker.WaitForLine();
            rates.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Table.Median(rates[WarmUp..]);
    }
}
