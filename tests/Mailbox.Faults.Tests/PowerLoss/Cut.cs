namespace Mailbox.Faults.Tests.PowerLoss;

/// <summary>
/// The power goes after so many changes. What was flushed by then is there; of everything else any part may be, in any order: of names those that
/// the dice say, of contents that were not flushed all, half or nothing. The index may be as it was then, as it was before, or not be there.
/// </summary>
internal sealed class Cut(Journal journal, int after)
{
    private const int IndexStates = 3;
    private const int ContentStates = 3;

    private readonly List<int> _open = [.. Enumerable.Range(0, after).Where(position => IsOpen(journal, position, after))];
    private readonly List<Content> _contents = [.. journal.Changes.Take(after).Select(static one => (one.Change as Created)?.Content).OfType<Content>().Where(static content => !content.IsSynced)];

    /// <summary>How many states there are.</summary>
    public long States => IndexStates * (long)Math.Pow(2, Math.Min(40, _open.Count)) * (long)Math.Pow(ContentStates, Math.Min(10, _contents.Count));

    /// <summary>What had been promised by then.</summary>
    public IEnumerable<string> Promised => journal.Changes.Take(after).Select(static one => one.Change).OfType<Promised>().Select(static promised => promised.Text);

    /// <summary>Writes one of the states into a new folder.</summary>
    public void Write(long state, string root, string index)
    {
        var (indexState, names) = ((int)(state % IndexStates), state / IndexStates);
        var lost = _open.Where((_, bit) => (names >> Math.Min(bit, 40) & 1) == 1).ToHashSet();
        var contents = names >> Math.Min(40, _open.Count);
        Dictionary<Content, byte[]> held = [];
        foreach (var content in _contents)
        {
            held[content] = (contents % ContentStates) switch { 0 => content.Bytes, 1 => content.Bytes[..(content.Bytes.Length / 2)], _ => [] };
            contents /= ContentStates;
        }

        var files = journal.Base.ToDictionary(static file => file.Key, static file => file.Value, StringComparer.Ordinal);
        var folders = journal.BaseFolders.ToHashSet(StringComparer.Ordinal);
        HashSet<Content> stuck = []; // A file gets its later names only after its earlier ones.
        for (var position = 0; position < after; position++)
        {
            var change = journal.Changes[position].Change;
            if (change is Renamed renamed && (lost.Contains(position) || stuck.Contains(renamed.Content)))
            {
                stuck.Add(renamed.Content);
            }
            else if (!lost.Contains(position))
            {
                Apply(change, files, folders, held);
            }
        }

        foreach (var folder in folders.Where(folder => IsReachable(folder, folders)))
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        foreach (var (path, bytes) in files.Where(file => Path.GetDirectoryName(file.Key) is "" || IsReachable(Path.GetDirectoryName(file.Key)!, folders)))
        {
            File.WriteAllBytes(Path.Combine(root, path), bytes);
        }

        // By the time somebody looks, a lock that was held then is old.
        foreach (var lockFolder in Directory.GetDirectories(root, "*.lock", SearchOption.AllDirectories))
        {
            Directory.SetLastWriteTimeUtc(lockFolder, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        }

        WriteIndex(indexState == 0 ? null : indexState == 1 || after == 0 ? journal.BaseIndex : journal.Changes[after - 1].Index, index);
    }

    /// <summary>A change of names that no flush has made durable by then.</summary>
    private static bool IsOpen(Journal journal, int position, int after)
    {
        var change = journal.Changes[position].Change;
        return change is not FolderSynced and not PowerLoss.Promised
            && !journal.Changes.Take(after).Skip(position + 1).Any(later => later.Change is FolderSynced synced && synced.Path == change.Folder);
    }

    private static void Apply(Change change, Dictionary<string, byte[]> files, HashSet<string> folders, Dictionary<Content, byte[]> held)
    {
        switch (change)
        {
            case Created created:
                files[created.Path] = held.GetValueOrDefault(created.Content, created.Content.Bytes);
                break;
            case Renamed renamed:
                files.Remove(renamed.From);
                files[renamed.Path] = held.GetValueOrDefault(renamed.Content, renamed.Content.Bytes);
                break;
            case Deleted deleted:
                files.Remove(deleted.Path);
                break;
            case FolderMade made:
                folders.Add(made.Path);
                break;
            case FolderRemoved removed:
                folders.Remove(removed.Path);
                break;
            case FolderRenamed renamed:
                folders.Remove(renamed.From);
                folders.Add(renamed.Path);
                break;
        }
    }

    private static bool IsReachable(string folder, HashSet<string> folders) =>
        folder.Length == 0 || (folders.Contains(folder) && IsReachable(Path.GetDirectoryName(folder)!, folders));

    private static void WriteIndex(Journal.Snapshot? snapshot, string index)
    {
        if (snapshot is not null && Directory.Exists(Path.GetDirectoryName(index)))
        {
            File.WriteAllBytes(index, snapshot.Database);
            File.WriteAllBytes(index + "-wal", snapshot.Log);
        }
    }
}
