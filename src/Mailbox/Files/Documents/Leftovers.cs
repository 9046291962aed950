namespace Mailbox.Files.Documents;

/// <summary>Temporary files of processes that died while they wrote.</summary>
internal static class Leftovers
{
    /// <summary>Removes those in one folder that are older; answers how many.</summary>
    public static int Sweep(Disk disk, string folder, TimeSpan age, DateTimeOffset now, bool dryRun)
    {
        var old = disk.FileNames(folder, "*.tmp.*").Select(name => Path.Combine(folder, name))
            .Where(path => disk.Identify(path) is { } file && now - file.ModifiedAt > age).ToList();
        if (!dryRun)
        {
            old.ForEach(disk.Delete);
        }

        return old.Count;
    }
}
