using System.Diagnostics;
using System.IO.Abstractions;
using Mailbox.Benchmarks.Baselines;
using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.Benchmarks;

/// <summary>One message to an inbox of Agent Teams that holds many.</summary>
internal static class ForeignAppendBenchmark
{
    private const int Count = 200;
    private const int Senders = 32;

    public static async Task RunAsync(int entries)
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(root, "teams", "bench", "inboxes")).FullName;
        File.WriteAllText(Path.Combine(root, "teams", "bench", "config.json"), """{"name":"bench","members":[{"name":"team-lead","backendType":"in-process"}]}""");
        var locks = new LockTimes(PlatformFiles.Current);
        await using var sender = await AgentMailbox.JoinAsync("bench", "sender", new MailboxOptions { Root = root, Durability = Durability.ProcessCrash, Disk = new Disk(new FileSystem(), locks) });
        var inbox = Path.Combine(folder, "team-lead.json");
        RewrittenInbox.Fill(inbox, entries);

        await MeasureAsync(SendAsync); // The code is compiled.
        var ours = await MeasureAsync(SendAsync);

        // Twenty a second, as the Node client manages: more of 6 MB each are for the device to write, not for us to wait for.
        RewrittenInbox.Fill(inbox, entries);
        locks.Clear();
        await MeasureAsync(async () =>
        {
            await SendAsync();
            await Task.Delay(50);
        });
        RewrittenInbox.Fill(inbox, entries);
        var least = await MeasureAsync(() =>
        {
            File.Copy(inbox, inbox + ".tmp");
            File.Move(inbox + ".tmp", inbox, overwrite: true);
            return Task.CompletedTask;
        });
        RewrittenInbox.Fill(inbox, entries);
        var theirs = RewrittenInbox.MeasureNode(inbox, Count);
        RewrittenInbox.Fill(inbox, entries);
        await SendAsync(); // To an inbox that its owner may look at soon the first waits for that.
        var together = await MeasureTogetherAsync(SendAsync);
        Table.Row($"append to a foreign inbox of {entries} entries, p50", "ms", ours, "the Node client's way", theirs);
        Table.Row($"the same, {Senders} senders at a time", "per s", together, "the Node client's way", 1000 / theirs);
        Table.Row("the same", "ms", ours, "merely copying the file and renaming the copy over it", least);
        Table.Row($"its lock held, {entries} entries, p99", "ms", locks.Percentile99(), "goal", 20);

        Task SendAsync() => sender.SendAsync("hello", "team-lead").AsTask();
    }

    /// <summary>How many a second.</summary>
    private static async Task<double> MeasureTogetherAsync(Func<Task> send)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count * 5), new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (_, _) => await send());
        return Count * 5 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> MeasureAsync(Func<Task> send)
    {
        List<double> times = [];
        for (var i = 0; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await send();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Table.Median(times);
    }
}
