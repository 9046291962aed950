using Mailbox.Files;

namespace Mailbox.Store;

/// <summary>A staged file: committing renames it to where it counts.</summary>
internal sealed class StagedFile(Disk disk, string staged, string final, bool sync, Action committed) : IStagedMail
{
    public ValueTask CommitAsync()
    {
        try
        {
            disk.Move(staged, final);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            disk.EnsureDirectory(Path.GetDirectoryName(final)!); // Somebody removed the folder.
            disk.Move(staged, final);
        }

        if (sync)
        {
            disk.SyncParent(final);
        }

        committed();
        return ValueTask.CompletedTask;
    }

    public void Discard() => disk.Delete(staged);
}
