using System.Collections.Concurrent;
using Mailbox.Files.Watching;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>As <see cref="NaiveFiles"/>, but told by the system when a file has come: the least that files can take.</summary>
internal sealed class WatchedFiles : IDisposable
{
    private readonly BlockingCollection<string> _names = [];
    private readonly string _inbox;
    private readonly FolderWatch _watch;

    public WatchedFiles(string inbox)
    {
        _inbox = inbox;
        Directory.CreateDirectory(inbox);
        _watch = FolderWatcher.Current.Watch(inbox, name =>
        {
            if (name?.EndsWith(".txt", StringComparison.Ordinal) == true)
            {
                _names.Add(name);
            }
        });
    }

    /// <summary>Answers what comes, for ever.</summary>
    public static void Serve(string folder)
    {
        using var files = new WatchedFiles(Path.Combine(folder, "answerer"));
        Console.WriteLine("ready");
        while (true)
        {
            NaiveFiles.Put(Path.Combine(folder, "asker"), files.Take());
        }
    }

    public void Ask(string folder, string body)
    {
        NaiveFiles.Put(Path.Combine(folder, "answerer"), body);
        Take();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _names.Dispose();
    }

    private string Take()
    {
        var path = Path.Combine(_inbox, _names.Take());
        var body = File.ReadAllText(path);
        File.Delete(path);
        return body;
    }
}
