using System.Collections.Concurrent;
using System.Text.Json;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Json;
using Polly;
using Polly.Retry;

namespace Mailbox.Teams;

/// <summary>
/// An inbox file of Agent Teams: entries are added and taken under its lock, everybody else's bytes stay as they are, and the file is
/// replaced by rename. What can be prepared is prepared before the lock is taken; inside it is read, compare, replace. An inbox that nobody has written
/// to since we did is not read at all: it is copied, what is added follows, and inside the lock its identity is compared.
/// </summary>
internal sealed class ForeignInbox
{
    /// <summary>A larger inbox is refused: reading it would need that much memory.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    /// <summary>As the clients print it.</summary>
    private const int Indent = 2;

    /// <summary>What follows the last entry is a bracket and a line's end; who has written much more there is read again.</summary>
    private const int MaxRest = 1024;

    /// <summary>Each inbox ever appended to, as we left it; some hundred bytes.</summary>
    private readonly ConcurrentDictionary<string, InboxEnd> _ends = new(StringComparer.Ordinal);
    private readonly Disk _disk;
    private readonly TimeSpan _lockTimeout;
    private readonly DirectoryLock _lock;
    private readonly ResiliencePipeline _halfWritten;

    public ForeignInbox(Disk disk, TimeProvider time, TimeSpan lockTimeout)
    {
        (_disk, _lockTimeout) = (disk, lockTimeout);
        _lock = new DirectoryLock(disk, time);
        _halfWritten = new ResiliencePipelineBuilder { Name = "half-written inbox" }
            .AddRetry(new RetryStrategyOptions
            {
                // A client up to 2.1.177 truncates and writes in place: what a reader meets in between is whole a moment later.
                ShouldHandle = new PredicateBuilder().Handle<ForeignInboxException>(e => e.InnerException is JsonException),
                MaxRetryAttempts = 8,
                Delay = TimeSpan.FromMilliseconds(5),
                BackoffType = DelayBackoffType.Exponential,
                MaxDelay = TimeSpan.FromMilliseconds(250),
            })
            .Build();
    }

    /// <summary>The entries as they lie there now; null when there is no such file. Reading takes no lock, as the real client does not.</summary>
    /// <exception cref="ForeignInboxException">It is not one JSON array, and did not become one within a second.</exception>
    public ValueTask<InboxSnapshot?> ReadAsync(string path, CancellationToken cancel) =>
        _halfWritten.ExecuteAsync(_ => ValueTask.FromResult(Read(path)), cancel);

    /// <summary>Adds entries at the end. On return they are there; with <paramref name="sync"/>, also after a power cut.</summary>
    /// <param name="path">The inbox file; its folder must exist.</param>
    /// <param name="entries">Entries as <see cref="EntryWriter"/> writes them.</param>
    /// <param name="sync">Whether file and folder are flushed.</param>
    /// <param name="cancel">Stops waiting for the lock; once it is held, the append completes.</param>
    public async ValueTask AppendAsync(string path, IReadOnlyList<byte[]> entries, bool sync, CancellationToken cancel) =>
        await TryAppendAsync(path, entries, sync, onlyWhenAllIsRead: false, cancel).ConfigureAwait(false);

    /// <summary>Adds entries at the end, or answers false and adds nothing because something unread lies before them.</summary>
    /// <param name="path">The inbox file; its folder must exist.</param>
    /// <param name="entries">Entries as <see cref="EntryWriter"/> writes them.</param>
    /// <param name="sync">Whether file and folder are flushed.</param>
    /// <param name="onlyWhenAllIsRead">Whether entries that are not marked as read keep these out.</param>
    /// <param name="cancel">Stops waiting for the lock; once it is held, the append completes.</param>
    public ValueTask<bool> TryAppendAsync(string path, IReadOnlyList<byte[]> entries, bool sync, bool onlyWhenAllIsRead, CancellationToken cancel) =>
        _halfWritten.ExecuteAsync(async token =>
        {
            if (Prepare(path, entries, sync, onlyWhenAllIsRead) is not { } append)
            {
                return false;
            }

            try
            {
                using var held = await _lock.AcquireAsync(path, _lockTimeout, token).ConfigureAwait(false);
                if (!IsCurrent(path, append))
                {
                    // Somebody wrote while we prepared: do it again, now that nobody can.
                    _disk.Delete(append.Temporary);
                    if (Prepare(path, entries, sync, onlyWhenAllIsRead) is not { } again)
                    {
                        return false;
                    }

                    append = again;
                }

                held.EnsureOwned();
                _disk.Move(append.Temporary, path);
                Remember(path, append.After);
            }
            catch
            {
                _disk.DeleteQuietly(append.Temporary);
                throw;
            }

            if (sync)
            {
                _disk.SyncParent(path);
            }

            return true;
        }, cancel);

    /// <summary>
    /// Takes entries out, as the newer client does with what it has delivered; all of them or none.
    /// The names are not flushed: should a power cut bring them back, they are taken again. What stays is other people's, and is.
    /// </summary>
    public ValueTask<Removal> RemoveAsync(string path, IReadOnlyList<ReadOnlyMemory<byte>> taken, CancellationToken cancel) =>
        _halfWritten.ExecuteAsync(async token =>
        {
            using var held = await _lock.AcquireAsync(path, _lockTimeout, token).ConfigureAwait(false);
            if (Read(path) is not { } now)
            {
                return Removal.InboxVanished;
            }

            if (now.Find(taken) is not { } positions)
            {
                return Removal.TakenByOthers;
            }

            var temporary = Write(path, now.Entries.Remove(positions.Contains), sync: positions.Count < now.Entries.Count);
            try
            {
                held.EnsureOwned();
                _disk.Move(temporary, path);
                return Removal.Removed;
            }
            catch
            {
                _disk.DeleteQuietly(temporary);
                throw;
            }
        }, cancel);

    /// <summary>Replaces a file that is no JSON array by an empty inbox.</summary>
    /// <param name="path">The inbox file.</param>
    /// <param name="keep">Has its bytes safe on return.</param>
    /// <param name="takeAway">As <paramref name="keep"/>, with the file itself, which is too large to be read.</param>
    /// <param name="cancel">Stops waiting for the lock.</param>
    public async ValueTask ReplaceUnreadableAsync(string path, Action<ReadOnlyMemory<byte>> keep, Action takeAway, CancellationToken cancel)
    {
        using var held = await _lock.AcquireAsync(path, _lockTimeout, cancel).ConfigureAwait(false);
        try
        {
            var text = _disk.ReadAll(path, MaxBytes);
            if (InboxSnapshot.IsOne(text))
            {
                return; // Mended meanwhile.
            }

            keep(text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return; // A missing file means no messages.
        }
        catch (FileTooLargeException)
        {
            held.EnsureOwned();
            takeAway();
        }

        var temporary = Write(path, "[]"u8.ToArray(), sync: false);
        held.EnsureOwned();
        _disk.Move(temporary, path);
    }

    /// <summary>Writes the inbox with the entries under a temporary name; null when something unread keeps them out.</summary>
    private PreparedAppend? Prepare(string path, IReadOnlyList<byte[]> entries, bool sync, bool onlyWhenAllIsRead)
    {
        if (Recall(path) is { } known)
        {
            return onlyWhenAllIsRead ? null : TryExtend(path, known, entries, sync) ?? Rewrite(path, Read(path), entries, sync);
        }

        var before = Read(path);
        return onlyWhenAllIsRead && before is { HasUnread: true } ? null : Rewrite(path, before, entries, sync);
    }

    private PreparedAppend? TryExtend(string path, InboxEnd known, IReadOnlyList<byte[]> entries, bool sync)
    {
        var temporary = Disk.NewTemporary(path);
        return _disk.TryCopyNew(path, known.End.Position, temporary, known.End.Add(entries, Indent, out var end).Span, sync)
            ? new PreparedAppend(temporary, known, Before: null, Finish(temporary, end, sync))
            : null;
    }

    private PreparedAppend Rewrite(string path, InboxSnapshot? before, IReadOnlyList<byte[]> entries, bool sync)
    {
        if (before is null)
        {
            return new PreparedAppend(Write(path, EntryWriter.WriteFile(entries), sync), Known: null, before, After: null);
        }

        var temporary = Write(path, before.Entries.Append(entries, Indent, out var end), sync);
        return new PreparedAppend(temporary, Known: null, before, Finish(temporary, end, sync));
    }

    private bool IsCurrent(string path, PreparedAppend append) =>
        append.Known is { } known ? _disk.Identify(path) == known.Identity : Same(append.Before, Read(path));

    private InboxEnd? Recall(string path) => _ends.TryGetValue(path, out var known) && known.Identity.Length <= MaxBytes && _disk.Identify(path) == known.Identity ? known : null;

    /// <summary>All that can be done before the lock is taken; answers what to know of the file once it has its name.</summary>
    private InboxEnd? Finish(string temporary, ArrayEnd end, bool sync)
    {
        if (!sync)
        {
            // ext4 does this when a file replaces another (auto_da_alloc), a millisecond for each MB: rather here than under somebody's lock.
            _disk.BeginFlush(temporary);
        }

        return end.Rest.Length <= MaxRest && _disk.Stamp(temporary) is { } identity ? new InboxEnd(identity, end) : null;
    }

    private void Remember(string path, InboxEnd? end)
    {
        if (end is null)
        {
            _ends.TryRemove(path, out _);
        }
        else
        {
            _ends[path] = end;
        }
    }

    private static bool Same(InboxSnapshot? before, InboxSnapshot? now) =>
        before is null ? now is null : now is not null && before.Text.Span.SequenceEqual(now.Text.Span);

    private string Write(string path, ReadOnlyMemory<byte> content, bool sync)
    {
        var temporary = Disk.NewTemporary(path);
        _disk.WriteNew(temporary, content.Span, sync);
        return temporary;
    }

    private InboxSnapshot? Read(string path)
    {
        var identity = _disk.Identify(path);
        byte[] text;
        try
        {
            text = _disk.ReadAll(path, MaxBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // A missing file means no messages.
        }
        catch (FileTooLargeException e)
        {
            throw new ForeignInboxException(path, $"has {e.Length} bytes; at most {MaxBytes} are read.", e);
        }

        try
        {
            return InboxSnapshot.Parse(text, identity);
        }
        catch (JsonException e)
        {
            throw new ForeignInboxException(path, $"is not one JSON array: {e.Message}", e);
        }
    }
}
