using System.Globalization;
using System.Text;
using Mailbox.Files;
using Mailbox.Store.Spool;

namespace Mailbox.Store.Fresh;

/// <summary>
/// The ids of messages that were handed out before the index knew of them: one line each, in the agent's <c>tmp/</c>. If the process dies with one of them in its hands the next one
/// counts that attempt, so that a message that kills its worker is not tried for ever.
/// </summary>
internal sealed class ClaimJournal(Disk disk, AgentFolder folder, string name)
{
    private const int LineBytes = 37;
    private const long LongEnough = 1024 * LineBytes;
    private const long MaxBytes = 64 * 1024 * 1024;
    private long _length;

    public string Name => name;

    /// <summary>Whether it has grown so long that it is worth beginning anew.</summary>
    public bool IsLong => _length > LongEnough;

    /// <summary>Whether that is worth writing down what is still in memory.</summary>
    public bool IsVeryLong => _length > 100 * LongEnough;

    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"claims-{Guid.NewGuid():N}.log");

    public void Add(IReadOnlyList<FreshMessage> messages)
    {
        var lines = Lines(messages);
        disk.Append(PathOf(name), lines);
        _length += lines.Length;
    }

    /// <summary>Begins anew, with what is still in memory.</summary>
    public void Replace(IReadOnlyList<FreshMessage> messages)
    {
        // The rename: whoever reads it after this process has died finds all of the old one or all of the new one.
        var lines = Lines(messages);
        disk.Publish(PathOf(name + ".new"), PathOf(name), lines, sync: false);
        _length = lines.Length;
    }

    public void Delete()
    {
        _length = 0;
        disk.DeleteQuietly(PathOf(name));
    }

    /// <summary>Deletes that of another process, which has ended.</summary>
    public void Delete(string other)
    {
        if (IsName(other))
        {
            disk.DeleteQuietly(PathOf(other));
        }
    }

    /// <summary>What another process has handed out; a line that it did not live to complete was not.</summary>
    public IReadOnlyList<Guid> Read(string other)
    {
        if (!IsName(other))
        {
            return []; // Somebody has written into the index what is no name of ours.
        }

        try
        {
            var text = Encoding.ASCII.GetString(disk.ReadAll(PathOf(other), MaxBytes));
            return [.. text.Split('\n').Select(static line => Guid.TryParseExact(line, "D", out var id) ? id : Guid.Empty).Where(static id => id != Guid.Empty)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or FileTooLargeException or NotARegularFileException)
        {
            return []; // It had handed out nothing, or what is there is not what it wrote.
        }
    }

    private static bool IsName(string journal) => journal.StartsWith("claims-", StringComparison.Ordinal) && Path.GetFileName(journal) == journal;

    private static byte[] Lines(IReadOnlyList<FreshMessage> messages)
    {
        var lines = new byte[messages.Count * LineBytes];
        for (var i = 0; i < messages.Count; i++)
        {
            var line = lines.AsSpan(i * LineBytes, LineBytes);
            _ = messages[i].Message.Id.TryFormat(line, out _);
            line[^1] = (byte)'\n';
        }

        return lines;
    }

    private string PathOf(string journal) => Path.Combine(folder.Temporary, journal);
}
