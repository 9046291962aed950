using System.Diagnostics;
using Mailbox.Benchmarks.Baselines;

namespace Mailbox.Benchmarks;

/// <summary>A request and its reply between two processes, one at a time.</summary>
internal static class RequestBenchmark
{
    private const int Count = 1000;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        using var other = Start("answer", root);
        await using var asker = await AgentMailbox.JoinAsync("bench", "asker", Answerer.Options(root));
        var ours = await MeasureAsync(() => asker.RequestAsync(Payload, "answerer"));
        other.Kill();

        var socket = Path.Combine(root, "echo.sock");
        using var echo = Start("echo", socket);
        using var client = await SocketEcho.ConnectAsync(socket);
        var theirs = await MeasureAsync(() => client.AskAsync(Payload));
        echo.Kill();

        Table.Row("request/response between two processes, ProcessCrash, p50", "ms", ours, "Unix socket echo", theirs);
    }

    private static Process Start(string verb, string argument)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [verb, argument]) { RedirectStandardOutput = true })!;
        _ = process.StandardOutput.ReadLine();
        return process;
    }

    private static async Task<double> MeasureAsync(Func<Task> ask)
    {
        List<double> times = [];
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            if (i >= Count / 5)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return Table.Median(times);
    }
}
