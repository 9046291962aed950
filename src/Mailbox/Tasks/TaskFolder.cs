using System.Globalization;
using System.Text;
using System.Text.Json;
using Mailbox.Files;

namespace Mailbox.Tasks;

/// <summary>The files of one task list: <c>&lt;id&gt;.json</c> for each task, and <c>.highwatermark</c>, the highest id ever deleted. Ids are not used again.</summary>
internal sealed class TaskFolder(Disk disk, string path, int maxBytes)
{
    private const string Extension = ".json";
    private const long LargestFactor = 4;
    private long _lastId;

    public string Path => path;

    private string MarkPath => System.IO.Path.Combine(path, ".highwatermark");

    public string FileOf(long id) => System.IO.Path.Combine(path, id.ToString(CultureInfo.InvariantCulture) + Extension);

    public FileIdentity? Identify(long id) => disk.Identify(FileOf(id));

    public long Stamp => disk.Identify(path)?.ModifiedNanoseconds ?? 0;

    /// <summary>
    /// Gives the folder a stamp that no clock gives, which is what may be noted: those of the file system go in steps of milliseconds, and who changes something and dies
    /// in the same step would leave the one that vouches for what was before. Call it under the list's lock.
    /// </summary>
    public long NewStamp() => disk.Stamp(path)?.ModifiedNanoseconds ?? Stamp;

    public void Make() => disk.EnsureDirectory(path);

    public IEnumerable<long> Ids() => disk.FileNames(path, "*" + Extension)
        .Select(static name => long.TryParse(System.IO.Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id > 0);

    /// <summary>Null when it is not there.</summary>
    /// <exception cref="DamagedFileException">It is there and is no task, or larger than a message may be.</exception>
    public TaskFile? TryRead(long id)
    {
        try
        {
            return TaskFile.Parse(id, disk.ReadAll(FileOf(id), maxBytes * LargestFactor));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or FileTooLargeException or NotARegularFileException or InvalidOperationException)
        {
            throw new DamagedFileException(FileOf(id), "task", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Reading a task", FileOf(id), e);
        }
    }

    /// <param name="task">The task.</param>
    /// <param name="isAdded">Whether a user adds to it: then the limit for messages holds. What becomes of a task, its claims, failures and end, must always find room.</param>
    /// <param name="sync">Whether it reaches the device.</param>
    public void Write(TaskFile task, bool isAdded, bool sync)
    {
        var limit = isAdded ? maxBytes : (int)Math.Min(int.MaxValue, maxBytes * LargestFactor);
        if (task.Text.Length > limit)
        {
            throw new MessageTooLargeException(task.Text.Length, limit);
        }

        Publish(FileOf(task.Id), task.Text, sync);
    }

    /// <summary>The next id; call it under the list's lock. One more than the highest of the file names and the mark.</summary>
    public long NextId(bool listAll)
    {
        var id = Math.Max(listAll || _lastId == 0 ? Ids().DefaultIfEmpty().Max() : _lastId, Mark());
        while (Identify(id + 1) is not null)
        {
            id++; // Made by another process; ids are given out without gaps, and what is removed raises the mark.
        }

        return _lastId = id + 1;
    }

    /// <summary>Removes a task; call it under the list's lock. The mark comes first: if we die in between, an id is skipped and none used twice.</summary>
    /// <param name="id">Which.</param>
    /// <param name="sync">Whether the mark reaches the device.</param>
    public void Delete(long id, bool sync)
    {
        if (Mark() < id)
        {
            Publish(MarkPath, Encoding.UTF8.GetBytes(id.ToString(CultureInfo.InvariantCulture)), sync);
        }

        disk.Delete(FileOf(id));
    }

    private long Mark()
    {
        try
        {
            return long.TryParse(Encoding.UTF8.GetString(disk.ReadAll(MarkPath, 100)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? mark : 0;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or FileTooLargeException)
        {
            return 0; // Nothing was deleted yet; or what is there is no number.
        }
    }

    private void Publish(string file, ReadOnlySpan<byte> content, bool sync)
    {
        try
        {
            disk.Publish(Disk.NewTemporary(file), file, content, sync);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Writing a task", file, e);
        }
    }
}
