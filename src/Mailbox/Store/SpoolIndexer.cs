using System.Collections.Concurrent;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store;

/// <summary>Brings the index up to what lies in the folders: single files that a hint named, or whole folders.</summary>
internal sealed partial class SpoolIndexer(MessageSpool spool, IndexDatabase index, UnchangedIndex unchanged, SpoolSettler settler, Quarantine quarantine, TimeProvider time, ILogger log)
{
    /// <summary>A file that does not parse may be half written by somebody who does not rename; so long it is tried again.</summary>
    private static readonly TimeSpan HalfWritten = TimeSpan.FromSeconds(2);
    private const int BatchFiles = 256;
    private const int BatchMessages = 1024;
    private readonly ConcurrentDictionary<(string Agent, Box Box, string Name), long> _unreadable = new();
    private readonly ConcurrentDictionary<(string Agent, Box Box), FolderStamp> _stamps = new();
    private readonly ConcurrentDictionary<(string Agent, Box Box, string Name), (AgentFolder Folder, AddedFile File)> _unfinished = new();

    /// <summary>Adds files to the index, in batches; answers the new replies among their messages that nobody has taken.</summary>
    /// <param name="folder">Whose they are.</param>
    /// <param name="box">Where they are.</param>
    /// <param name="names">Their names.</param>
    /// <param name="added">Called after each batch.</param>
    /// <param name="desk">Hands out what comes, if somebody of this process waits for it.</param>
    /// <param name="isForIndex">Whether it must not be handed out before the index knows it.</param>
    public async Task<IReadOnlyList<Message>> AddAsync(AgentFolder folder, Box box, IReadOnlyCollection<string> names, Action? added = null, ArrivalDesk? desk = null, bool isForIndex = false)
    {
        List<Message> replies = [];
        List<MessageFile> batch = [];
        var messages = 0;
        foreach (var name in names.Where(name => IsMessageFile(name) && (isForIndex || desk?.Fresh.Knows(name) != true)).Order(StringComparer.Ordinal))
        {
            if (spool.TryRead(folder, box, name) is not { } file)
            {
                _unreadable.TryRemove((folder.Key, box, name), out _);
            }
            else if (IsReadable(folder, box, file))
            {
                batch.Add(file);
                messages += file.Entries.Count;
            }

            // A transaction must not be so long that those who claim and settle wait for it.
            if (batch.Count == BatchFiles || messages >= BatchMessages)
            {
                await AddBatchAsync(batch).ConfigureAwait(false);
                (batch, messages) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            await AddBatchAsync(batch).ConfigureAwait(false);
        }

        return replies;

        async Task AddBatchAsync(List<MessageFile> files)
        {
            replies.AddRange(await this.AddBatchAsync(folder, box, files, desk, isForIndex).ConfigureAwait(false));
            added?.Invoke();
        }
    }

    /// <summary>Settles the replies that were given to their askers already.</summary>
    public async Task SettleGivenAsync(AgentFolder folder, ArrivalDesk desk)
    {
        await desk.Given.WriteAsync([], async given =>
        {
            foreach (var batch in given.Chunk(BatchFiles))
            {
                await WriteBatchAsync(folder, Box.Inbox, [.. batch], desk).ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false);
        await desk.Given.Settled.ConfigureAwait(false); // What others are about, too.
    }

    /// <summary>Adds what was to be handed out before the index knows it, and is not.</summary>
    public async Task<IReadOnlyList<Message>> AddSpiltAsync(AgentFolder folder, Action added, ArrivalDesk desk)
    {
        List<Message> replies = [];
        while (desk.Fresh.Spilt() is { Count: > 0 } names)
        {
            replies.AddRange(await AddAsync(folder, Box.Inbox, names, added, desk, isForIndex: true).ConfigureAwait(false));
            desk.Fresh.Indexed(names);
        }

        return replies;
    }

    private async Task<IReadOnlyList<Message>> AddBatchAsync(AgentFolder folder, Box box, List<MessageFile> files, ArrivalDesk? desk, bool isForIndex)
    {
        if (desk is null)
        {
            return await WriteBatchAsync(folder, box, files.ConvertAll(static file => new ReadFile(file, [])), desk).ConfigureAwait(false);
        }

        // Those in which there is a reply that its asker has are to be settled; what else is in them does not wait for others.
        var batch = desk.Given.Give(files, desk.Give);
        List<ReadFile> given = batch.FindAll(static file => file is { Given.Count: > 0, IsAllGiven: false }), others = batch.FindAll(static file => file.Given.Count == 0);
        if (others.Count > 0 && !isForIndex && await desk.Fresh.TryTakeAsync(others).ConfigureAwait(false))
        {
            await desk.ReadOnAsync().ConfigureAwait(false);
            others = [];
        }

        return given.Count + others.Count == 0 ? [] : await desk.Given.WriteAsync([.. given, .. others], all => WriteBatchAsync(folder, box, all, desk)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Message>> WriteBatchAsync(AgentFolder folder, Box box, List<ReadFile> batch, ArrivalDesk? desk)
    {
        // A file whose replies were given away may have been read once more by a scan.
        List<MessageFile> files = [.. batch.Select(static read => read.File).DistinctBy(static file => file.Name, StringComparer.Ordinal)];
        var given = batch.SelectMany(static read => read.Given).DistinctBy(static reply => reply.Id).ToDictionary(static reply => reply.Id);
        var waiter = desk?.Next(files);
        try
        {
            using var gate = waiter is null ? default : await desk!.Fresh.EnterAsync().ConfigureAwait(false);
            if (desk is not null && ArrivalDesk.HaveMail(files))
            {
                await desk.Fresh.WriteAsync().ConfigureAwait(false); // What came before comes first.
            }

            var now = StoreClock.Read(time);
            var (found, arrivals) = await index.WriteAsync(connection =>
            {
                var found = files.ConvertAll(file => EntryQueries.Add(connection, folder.Key, box, file, now, id => IsBuried(folder, id)));
                return (found, desk?.Take(connection, given.Values, waiter));
            }).ConfigureAwait(false);
            if (arrivals is not null)
            {
                await desk!.FinishAsync(arrivals, files, waiter).ConfigureAwait(false);
            }

            found.ForEach(file => TryFinish(folder, box, file));
            return [.. found.SelectMany(static file => file.Replies).Where(reply => !given.ContainsKey(reply.Id))];
        }
        finally
        {
            waiter?.Serve([]); // If it could not be served it asks again.
        }
    }

    /// <summary>Finds what no hint told of. A folder whose time stamp says that nothing came or went since the last scan is left out.</summary>
    public async Task<IReadOnlyList<Message>> ScanAsync(AgentFolder folder, Box box, Action? added = null, ArrivalDesk? desk = null)
    {
        foreach (var (key, left) in _unfinished.ToArray().Where(left => _unfinished.TryRemove(left)))
        {
            TryFinish(left.Folder, key.Box, left.File);
        }

        if (box == Box.Inbox)
        {
            foreach (var burial in await unchanged.QueryAsync(folder.Key, connection => SettleQueries.Unfinished(connection, folder.Key)).ConfigureAwait(false))
            {
                await TryFinishAsync(burial).ConfigureAwait(false);
            }

            await LetGoOfCopiesAsync(folder).ConfigureAwait(false);
        }

        var before = spool.Disk.Identify(folder[box]);
        if (before is null || (_stamps.TryGetValue((folder.Key, box), out var last) && last.Covers(before.Value) && !UnreadableIn(folder, box).Any()))
        {
            return [];
        }

        var scannedAt = TimeProvider.System.GetUtcNow(); // The clock that stamps files, whatever the store is told of time.
        var onDisk = spool.Names(folder, box).ToHashSet(StringComparer.Ordinal);
        var known = await index.ReadAsync(connection => connection.Query(
            "SELECT name FROM files WHERE agent = $0 AND box = $1", static row => row.Text(0), folder.Key, box), CancellationToken.None).ConfigureAwait(false);
        foreach (var gone in UnreadableIn(folder, box).Where(file => !onDisk.Contains(file.Name)))
        {
            _unreadable.TryRemove(gone, out _); // Another process quarantined it, or somebody took it away.
        }

        var missing = known.Where(name => !onDisk.Contains(name)).ToList();
        onDisk.ExceptWith(known);
        AddOvertaken(folder, box, onDisk, known);
        var replies = await AddAsync(folder, box, onDisk, added, desk).ConfigureAwait(false);
        await ForgetAsync(folder, box, missing).ConfigureAwait(false);
        if (box != Box.Inbox || desk?.Fresh.HasAny != true)
        {
            _stamps[(folder.Key, box)] = new FolderStamp(before.Value.ModifiedNanoseconds, scannedAt); // Else the index does not know all that lies there.
        }

        return replies;
    }

    /// <summary>
    /// A listing is no moment: it may show a file and not the one that came just before it, which would then be handed out after it. Whatever came before a file that the
    /// first listing shows, the second one shows.
    /// </summary>
    private void AddOvertaken(AgentFolder folder, Box box, HashSet<string> found, List<string> known)
    {
        if (found.Count > 0 && box == Box.Inbox)
        {
            var last = found.Max(StringComparer.Ordinal)!;
            found.UnionWith(spool.Names(folder, box).Where(name => string.CompareOrdinal(name, last) < 0).Except(known, StringComparer.Ordinal));
        }
    }

    /// <summary>Lets go of the copies whose messages are settled; one that is all there is left of its message is that from now on.</summary>
    private async Task LetGoOfCopiesAsync(AgentFolder folder)
    {
        var decided = await unchanged.QueryAsync(folder.Key, connection => CopyQueries.Decided(connection, folder.Key), nameof(CopyQueries)).ConfigureAwait(false);
        if (decided.Count > 0)
        {
            var moves = await index.WriteAsync(connection => CopyQueries.LetGo(connection, folder.Key, name => spool.TryRead(folder, Box.Inbox, name), StoreClock.Read(time))).ConfigureAwait(false);
            moves.ForEach(move => settler.Apply(move));
        }
    }

    /// <summary>Fills an empty index with everything there is. What must happen to the files happens after the commit, with the next scan.</summary>
    public void Fill(IndexConnection connection, IProgress<WorkProgress>? progress = null)
    {
        foreach (var (folder, box, added) in Read(connection, progress))
        {
            if (added.Move is not null || added.File.Entries.Any(static entry => entry.Message is null))
            {
                _unfinished.TryAdd((folder.Key, box, added.File.Name), (folder, added));
            }
        }

        ReplyQueries.MarkLate(connection);
    }

    /// <summary>As <see cref="Fill"/>, for an index that is only looked at.</summary>
    public void FillScratch(IndexConnection connection, IProgress<WorkProgress>? progress)
    {
        foreach (var _ in Read(connection, progress))
        {
            // Adding is all.
        }

        ReplyQueries.MarkLate(connection);
    }

    /// <summary>Drops what is remembered of the folders, so that the next scan looks at everything.</summary>
    public void ForgetStamps() => _stamps.Clear();

    private bool IsBuried(AgentFolder folder, Guid id) => spool.Exists(folder, Box.Dead, id + MessageSpool.Extension);

    private static bool IsMessageFile(string name) => name.EndsWith(MessageSpool.Extension, StringComparison.Ordinal);

    /// <summary>Adds every file there is. Settled messages first: an entry that a crash left in two folders is settled.</summary>
    private IEnumerable<(AgentFolder Folder, Box Box, AddedFile File)> Read(IndexConnection connection, IProgress<WorkProgress>? progress)
    {
        var now = StoreClock.Read(time);
        var folders = spool.AgentKeys().Select(spool.Folder).SelectMany(static folder => ((Box[])[Box.Dead, Box.Done, Box.Sent, Box.Inbox]).Select(box => (Folder: folder, Box: box))).ToList();
        var total = progress is null ? 0 : folders.Sum(one => spool.Names(one.Folder, one.Box).Count());
        var read = 0;
        foreach (var (folder, box) in folders)
        {
            foreach (var name in spool.Names(folder, box).Where(IsMessageFile).Order(StringComparer.Ordinal))
            {
                progress?.Report(new WorkProgress(read++, total));
                if (spool.TryRead(folder, box, name) is { Problem: null } file)
                {
                    // What must happen to the files happens after the commit, with the next scan.
                    yield return (folder, box, EntryQueries.Add(connection, folder.Key, box, file, now, id => IsBuried(folder, id)));
                }
            }
        }
    }

    private IEnumerable<(string Agent, Box Box, string Name)> UnreadableIn(AgentFolder folder, Box box) =>
        _unreadable.Select(static one => one.Key).Where(file => file.Agent == folder.Key && file.Box == box);

    private bool IsReadable(AgentFolder folder, Box box, MessageFile file)
    {
        var path = (folder.Key, box, file.Name);
        if (file.Problem is null)
        {
            _unreadable.TryRemove(path, out _);
            return true;
        }

        if (box != Box.Inbox && !file.IsUnreadNow)
        {
            return false; // Settled mail that somebody damaged: nothing becomes of it by looking again.
        }

        var first = _unreadable.GetOrAdd(path, _ => time.GetTimestamp());
        if (box == Box.Inbox && !file.IsUnreadNow && time.GetElapsedTime(first) >= HalfWritten)
        {
            quarantine.TakeFile(folder, file.Name, file.Problem);
            _unreadable.TryRemove(path, out _);
            Log.Quarantined(log, folder.File(box, file.Name), file.Problem);
        }

        return false;
    }

    /// <summary>What the commit said of a file; one that cannot be moved now must not keep others from coming in, and is for the next scan.</summary>
    private void TryFinish(AgentFolder folder, Box box, AddedFile added)
    {
        try
        {
            Finish(folder, box, added);
        }
        catch (Exception e) when (e is MailboxException or IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e);
            _unfinished.TryAdd((folder.Key, box, added.File.Name), (folder, added));
        }
    }

    private void Finish(AgentFolder folder, Box box, AddedFile added)
    {
        if (added is { IsNew: true } && box == Box.Inbox)
        {
            for (var i = 0; i < added.File.Entries.Count; i++)
            {
                if (added.File.Entries[i] is { Message: null } broken)
                {
                    quarantine.TakeEntry(folder, added.File.RawEntry(i), broken.Sender, broken.Problem!);
                    Log.Quarantined(log, folder.File(box, added.File.Name), broken.Problem!);
                }
            }
        }

        if (box == Box.Inbox || (box == Box.Dead && added.IsNew))
        {
            settler.Apply(added.Move);
        }
    }

    /// <summary>
    /// The index knows files that the listing did not show. Each is looked for once more: it may have come after the listing, or be on its way
    /// from one folder to another. What the index has settled a moment ago may not have been written yet, so it is left for the next scan.
    /// </summary>
    private async Task ForgetAsync(AgentFolder folder, Box box, List<string> missing)
    {
        var moved = missing.Where(name => box == Box.Inbox && spool.Exists(folder, Box.Done, name)).ToHashSet(StringComparer.Ordinal);
        var gone = missing.Where(name => !moved.Contains(name) && !spool.Exists(folder, box, name) && !spool.Exists(folder, Box.Inbox, name)).ToList();
        if (moved.Count + gone.Count == 0)
        {
            return;
        }

        var now = StoreClock.Read(time);
        var hasCopies = await index.WriteAsync(connection =>
        {
            foreach (var name in moved)
            {
                HouseQueries.SettleFile(connection, folder.Key, name, now);
            }

            gone.RemoveAll(name => HouseQueries.HasJustChanged(connection, folder.Key, box, name, now) || spool.Exists(folder, box, name)); // Written a moment ago, by who finished a burial.
            gone.ForEach(name => HouseQueries.Forget(connection, folder.Key, box, name));
            return gone.Count > 0 && HouseQueries.ForgetCopies(connection, folder.Key);
        }).ConfigureAwait(false);
        if (hasCopies)
        {
            ForgetStamps();
        }

        gone.ForEach(name => Log.FileVanished(log, folder.File(box, name)));
    }
}
