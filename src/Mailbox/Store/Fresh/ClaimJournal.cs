using System.Globalization;
using System.Text;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store.Fresh;

/// <summary>
/// The claims on messages that were handed out before the index knew of them: one line each, in the agent's <c>tmp/</c>. If the process dies, or is frozen, with one of them in its hands, the next
/// one writes that claim to the index: so an attempt counts, and a lease holds, also of a message that stops its worker at once.
/// </summary>
internal sealed class ClaimJournal(Disk disk, AgentFolder folder, string name, ILogger log)
{
    /// <summary>A line begins with its line feed, so that one that was written in part spoils no other.</summary>
    private const int LineBytes = 1 + IdBytes + (3 * NumberBytes);
    private const int IdBytes = 36;
    private const int NumberBytes = 20;
    private const int LongEnough = 1024;
    private const int TooLong = 16 * LongEnough;
    private const long MaxBytes = 64 * 1024 * 1024;
    private readonly HashSet<Guid> _ids = [];

    public string Name => name;

    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"claims-{Guid.NewGuid():N}.log");

    /// <summary>Notes a claim on some messages, before they are handed out.</summary>
    public void Add(IReadOnlyList<FreshMessage> messages, FreshClaim claim)
    {
        disk.Append(PathOf(name), Lines(messages, _ => claim));
        _ids.UnionWith(messages.Select(static message => message.Message.Id));
    }

    /// <summary>Some messages that were noted are not handed out after all.</summary>
    /// <param name="handedOut">What is in memory, and was handed out.</param>
    public void Restore(IEnumerable<FreshMessage> handedOut) => Replace([.. handedOut]);

    /// <summary>A message was given back: nobody has it in hand.</summary>
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
    public IReadOnlyList<(Guid Id, FreshClaim Claim)> Read(string other)
    {
        if (!IsName(other))
        {
            return []; // Somebody has written into the index what is no name of ours.
        }

        try
        {
            var text = Encoding.ASCII.GetString(disk.ReadAll(PathOf(other), MaxBytes));
            return [.. text.Split('\n').Select(Parse).OfType<(Guid, FreshClaim)>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // It had handed out nothing; or what is there cannot be read, and then its claims do not count: better than that nobody gets mail any more.
        }
    }

    private void Replace(List<FreshMessage> messages)
    {
        try
        {
            // The rename: whoever reads it after this process has died finds all of the old one or all of the new one.
            disk.Publish(Disk.NewTemporary(PathOf(name)), PathOf(name), Lines(messages, static message => message.Claim!.Value), sync: false);
            _ids.Clear();
            _ids.UnionWith(messages.Select(static message => message.Message.Id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e); // It stays as it is, and if we die now an attempt may count that was none.
        }
    }

    private static bool IsName(string journal) => journal.StartsWith("claims-", StringComparison.Ordinal) && Path.GetFileName(journal) == journal;

    private static byte[] Lines(IReadOnlyList<FreshMessage> messages, Func<FreshMessage, FreshClaim> claimOf)
    {
        var lines = new byte[messages.Count * LineBytes];
        for (var i = 0; i < messages.Count; i++)
        {
            var line = lines.AsSpan(i * LineBytes, LineBytes);
            var claim = claimOf(messages[i]);
            line[0] = (byte)'\n';
            _ = messages[i].Message.Id.TryFormat(line[1..], out _);
            Write(line[(1 + IdBytes)..], claim.Token);
            Write(line[(1 + IdBytes + NumberBytes)..], claim.LeaseUntil);
            Write(line[(1 + IdBytes + (2 * NumberBytes))..], claim.ClaimedAt);
        }

        return lines;

        static void Write(Span<byte> place, long number)
        {
            place[0] = (byte)' ';
            _ = number.TryFormat(place[1..], out _, "D19", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Null for what is no line of ours, or was not written to its end.</summary>
    private static (Guid Id, FreshClaim Claim)? Parse(string line) =>
        line.Length == LineBytes - 1 && line.Split(' ') is [var id, var token, var until, var at]
        && Guid.TryParseExact(id, "D", out var parsed) && TryParse(token, out var fence) && TryParse(until, out var leaseUntil) && TryParse(at, out var claimedAt)
            ? (parsed, new FreshClaim(fence, leaseUntil, claimedAt))
            : null;

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private string PathOf(string journal) => Path.Combine(folder.Temporary, journal);
}
