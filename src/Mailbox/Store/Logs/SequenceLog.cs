using System.Globalization;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store.Logs;

/// <summary>
/// Messages in an order that all processes agree on: one file each, named by a number that is given out under a lock, without gaps. They
/// become visible in that order, so a reader that remembers the last number it saw misses none. Only the oldest are ever removed, and never the last.
/// </summary>
internal sealed class SequenceLog(Disk disk, string folder, int maxJsonDepth)
{
    private readonly ProcessLock _lock = new(disk, folder + ".lock");
    private readonly EntryReader _reader = new((int)MessageSpool.MaxFileBytes, maxJsonDepth + 8);
    private long _head;
    private long _first = 1;

    public string Folder => folder;

    /// <summary>The last number given out; 0 when there is none.</summary>
    public long Head()
    {
        // The last one is never removed, so a head that is not there is one that others have gone past.
        var head = Volatile.Read(ref _head);
        if (head == 0 || disk.Identify(PathOf(head)) is null)
        {
            head = Numbers().DefaultIfEmpty().Max();
        }

        while (disk.Identify(PathOf(head + 1)) is not null)
        {
            head++;
        }

        Volatile.Write(ref _head, head);
        return head;
    }

    /// <summary>Appends one message, which <paramref name="write"/> makes once its number is known. On return everybody sees it.</summary>
    public async ValueTask<long> AppendAsync(Func<long, byte[]> write, bool sync, CancellationToken cancel)
    {
        try
        {
            disk.EnsureDirectory(folder);
            using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
            var number = Head() + 1;

            // The temporary name ends otherwise, so no listing takes it for a message; if we die here its number is given out again.
            disk.Publish(Disk.NewTemporary(PathOf(number)), PathOf(number), EntryWriter.WriteFile([write(number)]), sync);
            Volatile.Write(ref _head, number);
            return number;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Appending to a log", folder, e);
        }
    }

    /// <summary>The message of a number; null when it was removed, never was, or is none.</summary>
    /// <exception cref="MailboxStorageException">It cannot be read now.</exception>
    public Message? TryRead(long number)
    {
        try
        {
            var entries = Json.JsonArrayText.Parse(disk.ReadAll(PathOf(number), MessageSpool.MaxFileBytes));
            return entries.Count == 0 ? null : _reader.Read(entries[0].Span, owner: null, PathOf(number), DateTimeOffset.UnixEpoch).Message;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or System.Text.Json.JsonException or NotARegularFileException or FileTooLargeException)
        {
            return null; // Past its retention; or somebody has edited it, and one such must not hold up those behind it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Reading a log", PathOf(number), e);
        }
    }

    /// <summary>The number of the oldest message that is still there; one more than the last when there is none.</summary>
    public long First()
    {
        // The oldest go first, so while the one that was the first is there it still is.
        var first = Volatile.Read(ref _first);
        if (disk.Identify(PathOf(first)) is null)
        {
            Volatile.Write(ref _first, first = Numbers().DefaultIfEmpty(Head() + 1).Min());
        }

        return first;
    }

    /// <summary>Removes the oldest messages that are too many or too old; answers how many.</summary>
    public int Retire(int maxCount, DateTimeOffset oldest, bool dryRun, CancellationToken cancel)
    {
        var numbers = Numbers().Order().ToList();
        var retired = 0;
        for (var i = 0; i < numbers.Count - 1; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (numbers.Count - i <= maxCount && TryRead(numbers[i])?.Timestamp >= oldest)
            {
                break;
            }

            retired++;
            if (!dryRun)
            {
                disk.Delete(PathOf(numbers[i]));
            }
        }

        return retired;
    }

    private string PathOf(long number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D12}{MessageSpool.Extension}"));

    private List<long> Numbers() => Storage.Read("Looking into a log", folder, () => disk.FileNames(folder, "*" + MessageSpool.Extension)
        .Select(static name => long.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Where(static number => number > 0).ToList());
}
