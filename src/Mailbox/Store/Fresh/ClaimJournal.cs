using System.Globalization;
using System.Text;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store.Fresh;

/// <summary>
/// The ids of messages that were handed out before the index knew of them: one line each, in the agent's <c>tmp/</c>. If the process dies with one of them in its hands the next one
/// counts that attempt, so that a message that kills its worker is not tried for ever.
/// </summary>
internal sealed class ClaimJournal(Disk disk, AgentFolder folder, string name, ILogger log)
{
    private const int LineBytes = 37;
    private const int LongEnough = 1024;
    private const int TooLong = 16 * LongEnough;
    private const long MaxBytes = 64 * 1024 * 1024;
    private readonly HashSet<Guid> _ids = [];

    public string Name => name;

    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"claims-{Guid.NewGuid():N}.log");

    public void Add(IReadOnlyList<FreshMessage> messages)
    {
        disk.Append(PathOf(name), Lines(messages));
        _ids.UnionWith(messages.Select(static message => message.Message.Id));
    }

    /// <summary>A message was given back, or is sent again: nobody has it in hand.</summary>
    public void Forget(Guid id, IEnumerable<FreshMessage> handedOut)
    {
        if (_ids.Contains(id))
        {
            Replace([.. handedOut.Where(message => message.Message.Id != id)]);
        }
    }

    /// <summary>Begins anew when that is worth it.</summary>
    /// <param name="isIdle">Whether nothing is in memory.</param>
    /// <param name="handedOut">What is, and was handed out.</param>
    public void ShortenIfLong(bool isIdle, IEnumerable<FreshMessage> handedOut)
    {
        if (_ids.Count > (isIdle ? LongEnough : TooLong))
        {
            Replace([.. handedOut]);
        }
    }

    public void Delete()
    {
        _ids.Clear();
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // It had handed out nothing; or what is there cannot be read, and then its attempts do not count: better than that nobody gets mail any more.
        }
    }

    private void Replace(List<FreshMessage> messages)
    {
        try
        {
            // The rename: whoever reads it after this process has died finds all of the old one or all of the new one.
            disk.Publish(Disk.NewTemporary(PathOf(name)), PathOf(name), Lines(messages), sync: false);
            _ids.Clear();
            _ids.UnionWith(messages.Select(static message => message.Message.Id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e); // It stays long, which is all.
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
