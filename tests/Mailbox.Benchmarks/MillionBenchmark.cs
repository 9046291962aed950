using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>The memory of a process that handles a backlog of a million messages, beside what it has before the first.</summary>
internal static class MillionBenchmark
{
    private const int Messages = 1_000_000;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync()
    {
        var options = new MailboxOptions { Root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName, Durability = Durability.ProcessCrash };
        await using (var sender = await AgentMailbox.JoinAsync("bench", "agent", options with { WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) }))
        {
            await FillAsync(sender);
        }

        GC.Collect();
        var before = Megabytes();
        var (done, most) = (0, before);
        var start = Stopwatch.GetTimestamp();
        await using var worker = await AgentMailbox.JoinAsync("bench", "agent", options);
        using var stop = new CancellationTokenSource();
        await worker.RunAsync(
            (_, _) =>
            {
                var now = Interlocked.Increment(ref done);
                if (now % 1_000 == 0)
                {
                    most = Math.Max(most, Megabytes());
                }

                if (now == Messages)
                {
                    stop.Cancel();
                }

                return Task.CompletedTask;
            },
            new ReceiveOptions { Prefetch = 256, Concurrency = 16 }, stop.Token);
        Table.Row($"most memory while {Messages} messages are handled ({Messages / Stopwatch.GetElapsedTime(start).TotalSeconds:0} per s)", "MB", most, "before", before);
    }

    private static double Megabytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1048576.0;
    }

    private static async Task FillAsync(AgentMailbox sender)
    {
        var batch = Enumerable.Range(0, 1_000).Select(static _ => new OutgoingMessage { Text = Payload }).ToList();
        for (var i = 0; i < Messages; i += batch.Count)
        {
            await sender.SendBatchAsync(batch, "agent");
        }
    }
}
