using System.Diagnostics;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>What one writes in an afternoon: a file for each message, written and renamed, and a reader that lists the folder every millisecond and deletes what it has read. No leases, no index, no flush.</summary>
internal static class NaiveFiles
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    public static void Serve(string folder)
    {
        Console.WriteLine("ready");
        while (true)
        {
            foreach (var body in Take(Path.Combine(folder, "answerer")))
            {
                Put(Path.Combine(folder, "asker"), body);
            }
        }
    }

    public static void Ask(string folder, string body)
    {
        Put(Path.Combine(folder, "answerer"), body);
        Take(Path.Combine(folder, "asker"));
    }

    /// <summary>Sends and handles so many messages; answers how many per second.</summary>
    public static double Run(string folder, int count, string body)
    {
        var start = Stopwatch.GetTimestamp();
        var inbox = Path.Combine(folder, "pipelined");
        Directory.CreateDirectory(inbox);
        var sending = Task.Run(() => Enumerable.Range(0, count).ToList().ForEach(_ => Put(inbox, body)));
        for (var done = 0; done < count;)
        {
            done += Take(inbox).Count;
        }

        sending.Wait();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Put(string inbox, string body)
    {
        var name = Path.Combine(inbox, Guid.CreateVersion7().ToString());
        File.WriteAllText(name + ".tmp", body);
        File.Move(name + ".tmp", name + ".txt");
    }

    private static List<string> Take(string inbox)
    {
        while (true)
        {
            List<string> bodies = [];
            foreach (var file in Directory.GetFiles(inbox, "*.txt").Order(StringComparer.Ordinal))
            {
                bodies.Add(File.ReadAllText(file));
                File.Delete(file);
            }

            if (bodies.Count > 0)
            {
                return bodies;
            }

            Thread.Sleep(Look);
        }
    }
}
