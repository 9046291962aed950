using System.Globalization;
using System.Text;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Json;
using Mailbox.Store;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Delivery;

/// <summary>
/// Takes the mail of one of our agents out of its Agent Teams inbox. First it is made durable in our store, then removed from the array,
/// then made visible. If we die in between, the next one to drain finds the staged file, and tells by the inbox whether it was removed.
/// </summary>
internal sealed class InboxDrain(string agent, TeamFolder team, IMessageStore store, ForeignInbox inbox, IAnswerMatcher answers, MailboxOptions options, ILogger log) : IDisposable
{
    private const int FileEntries = 512;
    private const long FileBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Unmended = TimeSpan.FromSeconds(10);
    private readonly EntryReader _reader = new(options.MaxMessageBytes, options.MaxJsonDepth);
    private readonly Dictionary<string, FileIdentity?> _drained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (FileIdentity? Identity, long Since)> _corrupt = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _recovered;

    /// <summary>Drains what is there. Cheap when nothing changed since the last time.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var paths = team.InboxPaths(agent);
            if (_recovered && paths.All(path => _drained.TryGetValue(path, out var last) && last == options.Disk.Identify(path)))
            {
                return;
            }

            using var right = store.TryBeginDrain(agent);
            if (right is null)
            {
                return; // Another process of this agent is at it, and hands out what it finds through the same store.
            }

            await RecoverAsync(paths).ConfigureAwait(false);
            foreach (var path in paths)
            {
                await DrainAsync(path, cancel).ConfigureAwait(false);
            }
        }
        catch (ForeignLockException e)
        {
            Log.CannotDrain(log, team.InboxPath(agent), e); // Somebody holds the lock; the next look tries again.
        }
        catch (DirectoryNotFoundException e)
        {
            Log.CannotDrain(log, team.InboxPath(agent), e); // The team ended under us; its watcher says so.
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task RecoverAsync(IReadOnlyList<string> paths)
    {
        foreach (var (origin, mail) in store.FindStaged(agent))
        {
            // The inbox is as it was when this was read from it: nothing was removed, it will be drained again.
            if (paths.Any(path => options.Disk.Identify(path) is { } now && OriginOf(now) == origin))
            {
                mail.Discard();
            }
            else
            {
                // Removed, or somebody else has written since: better twice than never.
                await mail.CommitAsync().ConfigureAwait(false);
            }
        }

        _recovered = true;
    }

    private async Task DrainAsync(string path, CancellationToken cancel)
    {
        var identity = options.Disk.Identify(path);
        if (identity is null)
        {
            _drained[path] = null;
            return;
        }

        InboxSnapshot? snapshot;
        try
        {
            snapshot = await inbox.ReadAsync(path, cancel).ConfigureAwait(false);
            _corrupt.Remove(path);
        }
        catch (ForeignInboxException e)
        {
            await MendAsync(path, identity, e, cancel).ConfigureAwait(false);
            return;
        }

        // As it was before reading: whatever came since makes a difference, and is seen next time.
        var hadMail = snapshot is not null && await TakeAsync(path, snapshot, cancel).ConfigureAwait(false);
        _drained[path] = hadMail ? null : identity;
    }

    private async Task<bool> TakeAsync(string path, InboxSnapshot snapshot, CancellationToken cancel)
    {
        List<ReadOnlyMemory<byte>> taken = [];
        List<(ReadOnlyMemory<byte> Raw, Entry Entry)> messages = [];
        for (var i = 0; i < snapshot.Entries.Count; i++)
        {
            var raw = snapshot.Entries[i];
            var entry = _reader.Read(raw.Span, agent, "", options.TimeProvider.GetUtcNow());
            if (entry.IsRead)
            {
                continue; // Somebody showed it to its owner before us. In the named era such entries stay; so they do here.
            }

            taken.Add(raw);
            if (entry.Message is null)
            {
                store.QuarantineEntry(agent, raw, entry.Sender, entry.Problem!);
            }
            else
            {
                messages.Add((raw, entry));
            }
        }

        if (taken.Count == 0)
        {
            return false;
        }

        var requests = await answers.MatchAsync(messages.ConvertAll(found => found.Entry.Message!)).ConfigureAwait(false);
        var entries = Correlate(await IdentifyAsync(messages, cancel).ConfigureAwait(false), requests);
        var origin = snapshot.Identity is { } identity ? OriginOf(identity) : "none";
        List<IStagedMail> staged = [];
        Removal? removal = null;
        try
        {
            Stage(entries, origin, staged);
            removal = await RemoveAsync(path, taken, cancel).ConfigureAwait(false);
        }
        finally
        {
            if (removal is null or Removal.TakenByOthers)
            {
                staged.ForEach(static mail => mail.Discard()); // It is all still in the inbox, or somebody else has it.
            }
        }

        if (removal is Removal.Removed or Removal.InboxVanished)
        {
            answers.Answered(requests.OfType<Message>());
            foreach (var mail in staged)
            {
                await mail.CommitAsync().ConfigureAwait(false);
            }

            Log.Drained(log, taken.Count, path);
            MailboxMetrics.Drained.Add(taken.Count);
        }

        return true;
    }

    /// <summary>What has been staged is in the list, also when the next piece cannot be.</summary>
    private void Stage(List<byte[]> entries, string origin, List<IStagedMail> staged)
    {
        foreach (var piece in Pieces(entries))
        {
            staged.Add(store.StageDrained(agent, piece, origin));
        }
    }

    private async Task<Removal> RemoveAsync(string path, List<ReadOnlyMemory<byte>> taken, CancellationToken cancel)
    {
        try
        {
            return await inbox.RemoveAsync(path, taken, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when ((e is IOException or ForeignLockException) && options.Disk.Identify(path) is null)
        {
            return Removal.InboxVanished; // The client deleted its team folder while we waited for the lock, or had it. What we have is all there is.
        }
    }

    private static IEnumerable<IReadOnlyList<byte[]>> Pieces(List<byte[]> entries)
    {
        List<byte[]> piece = [];
        var bytes = 0L;
        foreach (var entry in entries)
        {
            if (piece.Count > 0 && (piece.Count == FileEntries || bytes + entry.Length > FileBytes))
            {
                yield return piece;
                (piece, bytes) = ([], 0);
            }

            piece.Add(entry);
            bytes += entry.Length;
        }

        if (piece.Count > 0)
        {
            yield return piece;
        }
    }

    /// <summary>Real clients deliver entries with the same <c>msg_id</c> each; our store knows a message by its id. So an entry whose id is missing or taken gets one from us.</summary>
    private async Task<List<byte[]>> IdentifyAsync(List<(ReadOnlyMemory<byte> Raw, Entry Entry)> messages, CancellationToken cancel)
    {
        var known = await store.KnownIdsAsync(agent, [.. messages.Where(found => found.Entry.HasOwnIdentity).Select(found => found.Entry.Message!.Id)], cancel).ConfigureAwait(false);
        HashSet<Guid> seen = [.. known];
        return messages.ConvertAll(found => found.Entry.HasOwnIdentity && seen.Add(found.Entry.Message!.Id)
            ? found.Raw.ToArray()
            : JsonObjectText.Set(found.Raw.Span, EntryKeys.OwnId, Encoding.UTF8.GetBytes($"\"{MessageIds.Next(options.TimeProvider)}\"")));
    }

    /// <summary>An entry that answers a request says so from here on, as our own replies do.</summary>
    private static List<byte[]> Correlate(List<byte[]> entries, IReadOnlyList<Message?> requests) =>
        [.. entries.Select((entry, i) => requests[i] is { } request ? Correlated(entry, request) : entry)];

    private static byte[] Correlated(byte[] entry, Message request)
    {
        entry = JsonObjectText.Set(entry, EntryKeys.CorrelationId, Quoted(request.CorrelationId!));
        entry = JsonObjectText.Set(entry, EntryKeys.InReplyTo, Quoted(request.Id.ToString()));
        return request.ConversationId is { } conversation ? JsonObjectText.Set(entry, EntryKeys.ConversationId, Quoted(conversation)) : entry;
    }

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes($"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"");

    /// <summary>An inbox that stays unreadable keeps everybody from writing to us: after a while its bytes are quarantined, and it starts anew.</summary>
    private async Task MendAsync(string path, FileIdentity? identity, ForeignInboxException problem, CancellationToken cancel)
    {
        if (!_corrupt.TryGetValue(path, out var seen) || seen.Identity != identity)
        {
            _corrupt[path] = (identity, options.TimeProvider.GetTimestamp());
            Log.CannotDrain(log, path, problem);
        }
        else if (options.TimeProvider.GetElapsedTime(seen.Since) >= Unmended)
        {
            var why = problem.InnerException?.Message ?? problem.Message;
            await inbox.ReplaceUnreadableAsync(path, raw => store.QuarantineEntry(agent, raw, "unknown", why), () => store.QuarantineInbox(agent, path, why), cancel).ConfigureAwait(false);
            _corrupt.Remove(path);
        }
    }

    private static string OriginOf(FileIdentity identity) =>
        string.Create(CultureInfo.InvariantCulture, $"{identity.Inode:x}-{identity.ModifiedNanoseconds:x}-{identity.Length:x}");
}
