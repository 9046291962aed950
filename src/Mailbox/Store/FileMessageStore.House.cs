using System.Globalization;
using Mailbox.Files;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>Keeping house.</summary>
internal sealed partial class FileMessageStore
{
    public async Task SendAgainAsync(string agent, Guid id, CancellationToken cancel)
    {
        var folder = _spool.Folder(agent);
        var name = id + MessageSpool.Extension;
        var file = _spool.TryRead(folder, Box.Dead, name);
        if (file is not { Problem: null, Entries: [{ Message: { } message }, ..] })
        {
            throw new MessageNotFoundException($"There is no dead letter {id} in the mailbox of '{agent}'.", id);
        }

        if (message.DeadLetter?.Quarantined is { } raw)
        {
            throw new MessageNotFoundException($"Dead letter {id} was never a message, so it cannot be sent again. Its bytes are in '{Path.Combine(folder.Path, raw)}'.", id);
        }

        cancel.ThrowIfCancellationRequested();

        // The rename alone sends it again: adding a dead letter's file to the inbox makes its message a waiting one.
        var fresh = _spool.NewName();
        Storing("Sending a dead letter again", () => _spool.Disk.Move(folder.File(Box.Dead, name), folder.File(Box.Inbox, fresh)));
        await _indexer.AddAsync(folder, Box.Inbox, [fresh]).ConfigureAwait(false);
        Wake(agent);
    }

    public async Task PurgeAsync(string agent, Guid id, CancellationToken cancel)
    {
        var folder = _spool.Folder(agent);
        var name = id + MessageSpool.Extension;
        if (_spool.TryRead(folder, Box.Dead, name) is not { } file)
        {
            throw new MessageNotFoundException($"There is no dead letter {id} in the mailbox of '{agent}'.", id);
        }

        cancel.ThrowIfCancellationRequested();
        Storing("Purging a dead letter", () =>
        {
            if (file.Entries is [{ Message.DeadLetter.Quarantined: { } raw }, ..])
            {
                _spool.Disk.Delete(Path.Combine(folder.Quarantine, Path.GetFileName(raw)));
            }

            _spool.Delete(folder, Box.Dead, name);
        });
        await _index.WriteAsync(connection => HouseQueries.Forget(connection, folder.Key, Box.Dead, name)).ConfigureAwait(false);
    }

    public Task<CleanReport> CleanAsync(RetentionOptions retention, bool dryRun, IProgress<WorkProgress>? progress, CancellationToken cancel) =>
        Storage.GuardAsync("Removing settled messages", _folder, () => RetireAllAsync(retention, dryRun, progress, cancel));

    public Task<int> RebuildIndexAsync(IProgress<WorkProgress>? progress, CancellationToken cancel) =>
        Storage.GuardAsync("Making the index anew", _folder, () => RebuildAsync(progress, cancel));

    public Task<VerificationReport> VerifyAsync(IProgress<WorkProgress>? progress, CancellationToken cancel) =>
        Storage.GuardAsync("Comparing index and files", _folder, () => CompareTwiceAsync(progress, cancel));

    private async Task<CleanReport> RetireAllAsync(RetentionOptions retention, bool dryRun, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        var (done, sent, temporary) = (0, 0, 0);
        var keys = _spool.AgentKeys().ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress(i, keys.Count));
            var key = keys[i];
            var folder = _spool.Folder(key);
            done += await RetireAsync(folder, Box.Done, retention, dryRun, cancel).ConfigureAwait(false);
            sent += await RetireAsync(folder, Box.Sent, retention, dryRun, cancel).ConfigureAwait(false);
            var consumer = await _index.ReadAsync(connection => ConsumerQueries.Find(connection, key), cancel).ConfigureAwait(false);
            temporary += SweepTemporary(folder, retention, dryRun, consumer?.Consumer.Journal);
            if (!dryRun)
            {
                await ExpireAsync(key).ConfigureAwait(false);
            }
        }

        if (!dryRun && retention.MaxAge != Timeout.InfiniteTimeSpan)
        {
            await _index.WriteAsync(connection => HouseQueries.PruneRequests(connection, retention.MaxAge, Now)).ConfigureAwait(false);
        }

        return new CleanReport(done, sent, temporary);
    }

    private async Task<int> RebuildAsync(IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _indexer.ForgetStamps();
        var messages = await _index.WriteAsync(connection => RebuildQueries.Rebuild(connection, fresh => _indexer.Fill(fresh, progress))).ConfigureAwait(false);
        await _index.CheckpointAsync(always: true).ConfigureAwait(false);
        await RescanAsync().ConfigureAwait(false);
        return messages;
    }

    private async Task<VerificationReport> CompareTwiceAsync(IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        _indexer.ForgetStamps();
        foreach (var key in _spool.AgentKeys())
        {
            foreach (var box in Enum.GetValues<Box>())
            {
                await _indexer.ScanAsync(_spool.Folder(key), box).ConfigureAwait(false);
            }
        }

        var first = await CompareAsync(progress, cancel).ConfigureAwait(false);
        if (first.IsConsistent)
        {
            return first;
        }

        // The index runs a moment ahead of the folders. What still differs on a second look is no such moment.
        var second = await CompareAsync(progress, cancel).ConfigureAwait(false);
        return second with { Differences = [.. second.Differences.Intersect(first.Differences, StringComparer.Ordinal)] };
    }

    private Task<VerificationReport> CompareAsync(IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var scratch = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"verify-{Environment.ProcessId}-{Guid.NewGuid():N}.db"));
        var files = IndexComparison.ReadFiles(scratch, _spool.Disk, fresh => _indexer.FillScratch(fresh, progress));
        return _index.ReadAsync(connection => IndexComparison.Compare(connection, files), cancel);
    }

    private async Task<int> RetireAsync(AgentFolder folder, Box box, RetentionOptions retention, bool dryRun, CancellationToken cancel)
    {
        var names = await _index.ReadAsync(connection => HouseQueries.Outlived(connection, folder.Key, box, retention, Now), cancel).ConfigureAwait(false);
        if (dryRun)
        {
            return names.Count;
        }

        // In pieces, so that writers of other mail get their turn between.
        foreach (var piece in names.Chunk(100))
        {
            cancel.ThrowIfCancellationRequested();
            Storing("Removing settled messages", () => Array.ForEach(piece, name =>
            {
                if (box == Box.Done)
                {
                    _spool.Delete(folder, Box.Inbox, name); // A crash can have left it there, settled but not moved.
                }

                _spool.Delete(folder, box, name);
            }));
            await _index.WriteAsync(connection => piece.Sum(name => HouseQueries.Forget(connection, folder.Key, box, name))).ConfigureAwait(false);
        }

        return names.Count;
    }

    /// <summary>The journal of a consumer tells what it had in hand, however long ago it died or was stopped: it stays until another one takes its place.</summary>
    private int SweepTemporary(AgentFolder folder, RetentionOptions retention, bool dryRun, string? journal)
    {
        var swept = 0;
        foreach (var name in _spool.Disk.FileNames(folder.Temporary).Where(name => name != journal).ToList())
        {
            var path = Path.Combine(folder.Temporary, name);
            if (_spool.Disk.Identify(path) is { } file && _time.GetUtcNow() - file.ModifiedAt > retention.MaxTemporaryAge)
            {
                swept++;
                if (!dryRun)
                {
                    Storing("Sweeping temporary files", () => _spool.Disk.Delete(path));
                }
            }
        }

        return swept;
    }
}
