using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>The command from a cold start: a process for each message.</summary>
internal static class StartBenchmark
{
    private const int Starts = 15;

    public static void Run()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        var command = Path.Combine(AppContext.BaseDirectory, "Mailbox.Cli.dll");
        Start("dotnet", command, "join", "--root", root, "--team", "bench", "--as", "worker");
        var send = Median("dotnet", command, "send", "worker", "hello", "--root", root, "--team", "bench", "--as", "me");
        Table.Row("`mailbox send` from a cold start", "ms", send, "a .NET program that prints hello", Median("dotnet", typeof(StartBenchmark).Assembly.Location, "hello"));
        if (TryMedian("node", "-e", "console.log('hello')") is { } node)
        {
            Table.Row("`mailbox send` from a cold start", "ms", send, "the same in node", node);
        }
    }

    private static double? TryMedian(string program, params string[] arguments)
    {
        try
        {
            return Median(program, arguments);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // It is not installed here.
        }
    }

    private static double Median(string program, params string[] arguments)
    {
        Start(program, arguments);
        return Table.Median([.. Enumerable.Range(0, Starts).Select(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            Start(program, arguments);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        })]);
    }

    private static void Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {process.StandardError.ReadToEnd()}");
        }
    }
}
