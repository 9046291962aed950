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

    /// <summary>Handles what comes, and says so each time that it has handled so many.</summary>
    public static void Work(string folder, int count)
    {
        Console.WriteLine("ready");
        while (true)
        {
            for (var done = 0; done < count;)
            {
                done += Take(folder).Count;
            }

            Console.WriteLine("done");
        }
    }

    public static void Put(string inbox, string body)
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
