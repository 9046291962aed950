using System.Diagnostics;
using Mailbox.Benchmarks.Baselines;

namespace Mailbox.Benchmarks;

/// <summary>A request and its reply between two processes, one at a time.</summary>
internal static class RequestBenchmark
{
    private const int Count = 10_000;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        var ours = await OursAsync(Durability.ProcessCrash);
        var socket = Path.Combine(root, "echo.sock");
        using (var echo = ChildProcess.Start("echo", socket))
        using (var client = await SocketEcho.ConnectAsync(socket))
        {
            Row(Durability.ProcessCrash, ours, "Unix socket echo", await MeasureAsync(() => client.AskAsync(Payload)));
        }

        Row(Durability.ProcessCrash, ours, "SQLite queue polled each ms, synchronous=NORMAL", await QueueAsync(Path.Combine(root, "normal.db"), "NORMAL"));
        Directory.CreateDirectory(Path.Combine(root, "asker"));
        Directory.CreateDirectory(Path.Combine(root, "answerer"));
        using (var files = ChildProcess.Start("files", root))
        {
            Row(Durability.ProcessCrash, ours, "naive files polled each ms", await MeasureAsync(() => Task.Run(() => NaiveFiles.Ask(root, Payload))));
        }

        using (var files = new WatchedFiles(Path.Combine(root, "watched", "asker")))
        using (ChildProcess.Start("watched-files", Path.Combine(root, "watched")))
        {
            Row(Durability.ProcessCrash, ours, "naive files, watched", await MeasureAsync(() => Task.Run(() => files.Ask(Path.Combine(root, "watched"), Payload))));
        }

        Row(Durability.Durable, await OursAsync(Durability.Durable), "SQLite queue polled each ms, synchronous=FULL", await QueueAsync(Path.Combine(root, "full.db"), "FULL"));
    }

    private static void Row(Durability durability, double ours, string baseline, double theirs) =>
        Table.Row($"request/response between two processes, {durability}, p50", "ms", ours, baseline, theirs);

    private static async Task<double> OursAsync(Durability durability)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        using var other = ChildProcess.Start("answer", root, $"{durability}");
        await using var asker = await AgentMailbox.JoinAsync("bench", "asker", Answerer.Options(root, durability));
        return await MeasureAsync(() => asker.RequestAsync(Payload, "answerer"));
    }

    private static async Task<double> QueueAsync(string path, string level)
    {
        using var client = new PolledQueue(path, level);
        using var other = ChildProcess.Start("queue", path, level);
        return await MeasureAsync(() => Task.Run(() => client.Ask(Payload)));
    }

    private static async Task<double> MeasureAsync(Func<Task> ask)
    {
        List<double> times = [];
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            if (i >= Count * 3 / 4) // Until then the code is compiled, and compiled again.
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return Table.Median(times);
    }
}
