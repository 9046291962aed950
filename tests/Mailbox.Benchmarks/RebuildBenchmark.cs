using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>Making the index anew from a file for each message, beside merely reading the files.</summary>
internal static class RebuildBenchmark
{
    private const int Messages = 100_000;

    public static async Task RunAsync()
    {
        var options = new MailboxOptions { Root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName, Durability = Durability.ProcessCrash, WatchFolders = false };
        await using var mailbox = await AgentMailbox.JoinAsync("bench", "agent", options);
        var done = Path.Combine(mailbox.Folder, "agents", "agent", "done");
        Parallel.For(0, Messages, i => File.WriteAllText(Path.Combine(done, $"{Guid.CreateVersion7()}.json"), $$"""[{"from":"agent","text":"{{new string('x', 500)}}","timestamp":"2026-11-21T08:59:20.022Z","msg_id":"{{Guid.CreateVersion7()}}"}]"""));
        await mailbox.StatisticsAsync();

        var start = Stopwatch.GetTimestamp();
        var found = await mailbox.RebuildIndexAsync();
        var ours = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var bytes = Directory.EnumerateFiles(done).Sum(static file => File.ReadAllBytes(file).LongLength);
        Table.Row($"index made anew from {found} files", "s", ours, $"reading their {bytes / 1_000_000} MB", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
