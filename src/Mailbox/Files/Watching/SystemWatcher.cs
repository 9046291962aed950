namespace Mailbox.Files.Watching;

/// <summary>FileSystemWatcher, for macOS and Windows.</summary>
internal sealed class SystemWatcher : FolderWatcher
{
    public override FolderWatch Watch(string folder, Action<string?> changed)
    {
        FileSystemWatcher inner;
        try
        {
            inner = new FileSystemWatcher(folder) { InternalBufferSize = 64 * 1024, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        }
        catch (ArgumentException e)
        {
            throw new DirectoryNotFoundException($"'{folder}' is not there to be watched.", e);
        }

        var watch = new FolderWatch(changed, _ => inner.Dispose());
        inner.Created += (_, e) => watch.Report(e.Name);
        inner.Changed += (_, e) => watch.Report(e.Name);
        inner.Renamed += (_, e) => watch.Report(e.Name);
        inner.Error += (_, _) => watch.Die(); // Overflow, or the folder went: the listener looks for itself and watches anew.
        inner.EnableRaisingEvents = true;
        return watch;
    }
}
