using Mailbox.Diagnostics;
using Mailbox.Processes;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store.Fresh;

/// <summary>
/// Writes what is in memory to the index: each file once, when all of its messages are acknowledged, or a moment later as it is. An acknowledgement is told when its transaction is
/// committed, which also checks that nobody has become consumer instead.
/// </summary>
internal sealed class FreshWriter(
    AgentFolder folder, string agent, FreshShelf shelf, ClaimJournal journal, IndexDatabase index, SpoolSettler settler, Func<LeaseKey, Task<bool>> acknowledge, Func<bool> hasMore, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Handlers that take longer show in the index that they have a message.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>When of a file one message was acknowledged, and no other for so long, it is written as it is.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMicroseconds(30);

    /// <summary>When others were, it is looked again after such pauses.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>So long a message may wait here for a handler; shorter than the right to be the only consumer lasts.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(300);

    private readonly FreshTransaction _transaction = new(folder, shelf, ConsumerOf(journal), time);
    private List<FreshFile> _leaving = [];
    private bool _isWriting;
    private bool _isWatching;
    private bool _isClosed;

    /// <summary>Raised when somebody else has become consumer: what was here is for the index. The files are those that it was in.</summary>
    public event Action<IReadOnlyList<string>>? Lost;

    /// <summary>Raised when somebody else wants to take mail, too.</summary>
    public event Action? MustShare;

    /// <summary>Raised when mail that waited here waits in the index from now on, or here again, or when a lease that was given here is to be watched there.</summary>
    public event Action? Waits;

    /// <summary>Raised every moment while something is here.</summary>
    public event Action? Looks;

    public Consumer Consumer { get; } = ConsumerOf(journal);

    /// <summary>Acknowledges a message that is still here, if the lease holds; null when the index must be asked.</summary>
    public ValueTask<bool>? TryAcknowledge(LeaseKey lease)
    {
        ValueTask<bool> acknowledged;
        lock (shelf.Sync)
        {
            if (_isClosed || shelf.Find(lease.Id) is not { Claim: { } claim, Acknowledged: null } message || claim.Token != lease.Token || claim.LeaseUntil <= StoreClock.Read(time).Monotonic)
            {
                return null;
            }

            message.Acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            acknowledged = new ValueTask<bool>(message.Acknowledged.Task);
            if (--message.File.Open > 0 || message.File.IsLeaving)
            {
                if (!message.File.LeavesSoon && !message.File.IsLeaving)
                {
                    message.File.LeavesSoon = true;
                    _ = Task.Run(() => LeaveWhenQuietAsync(message.File));
                }

                return acknowledged;
            }

            Leave(message.File);
        }

        _ = WriteLeavingAsync();
        return acknowledged;
    }

    public Task WriteAsync(Guid id)
    {
        lock (shelf.Sync)
        {
            return shelf.Find(id) is { } message ? WriteAsync([message.File]) : Task.CompletedTask;
        }
    }

    public Task WriteAsync()
    {
        lock (shelf.Sync)
        {
            return shelf.Files.Count == 0 ? Task.CompletedTask : WriteAsync([.. shelf.Files]);
        }
    }

    /// <summary>Writes what is here, and lets others take mail, too.</summary>
    public async Task GiveWayAsync()
    {
        await WriteAsync().ConfigureAwait(false);
        lock (shelf.Sync)
        {
            shelf.Lease = null;
        }

        await ChangeAsync(ConsumerQueries.GiveWay).ConfigureAwait(false);
    }

    public async Task CloseAsync()
    {
        bool wasConsumer;
        try
        {
            await WriteAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (shelf.Sync)
            {
                wasConsumer = shelf.Lease is not null;
                shelf.Lease = null;
            }
        }

        if (wasConsumer)
        {
            await ChangeAsync(ConsumerQueries.Leave).ConfigureAwait(false);
        }

        lock (shelf.Sync)
        {
            journal.Delete();
        }
    }

    /// <summary>Looks no more for what could not be written.</summary>
    public void Dispose()
    {
        lock (shelf.Sync)
        {
            _isClosed = true;
        }
    }

    /// <summary>Looks every now and then for what has been here for long enough, until nothing is.</summary>
    public void Watch()
    {
        lock (shelf.Sync)
        {
            if (_isWatching)
            {
                return;
            }

            _isWatching = true;
        }

        _ = WatchAsync();
    }

    private static Consumer ConsumerOf(ClaimJournal journal) => new(ProcessIdentity.Current.ToString(), journal.Name);

    private Task<bool> ChangeAsync(Action<IndexConnection, string, Consumer> change) => index.WriteAsync(connection =>
    {
        change(connection, folder.Key, Consumer);
        return true;
    });

    private Task WriteAsync(FreshFile[] files)
    {
        Array.ForEach(files, Leave);
        var written = Task.WhenAll(Array.ConvertAll(files, static file => (file.Written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task));
        _ = Task.Run(WriteLeavingAsync);
        return written;
    }

    /// <summary>Has a file written; if some of it waits then all that waits here goes with it, or it would overtake that.</summary>
    private void Leave(FreshFile file)
    {
        if (file.IsLeaving)
        {
            return;
        }

        file.IsLeaving = true;
        _leaving.Add(file);
        if (file.HasUnclaimed)
        {
            foreach (var other in shelf.Files.Where(static other => other.HasWaiting))
            {
                other.IsLeaving = true;
                _leaving.Add(other);
            }
        }
    }

    /// <summary>
    /// Who handles one message after the other waits for each to be acknowledged, and is not kept waiting; of those that are handled at the same time others come at once, and then more.
    /// </summary>
    private async Task LeaveWhenQuietAsync(FreshFile file)
    {
        var before = OpenIn(file);
        var since = TimeProvider.System.GetTimestamp();
        while (OpenIn(file) == before && TimeProvider.System.GetElapsedTime(since) < Quiet)
        {
            await Task.Yield(); // Behind the handlers that wait for a thread.
        }

        for (int now; (now = OpenIn(file)) < before && now > 0; before = now)
        {
            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
        }

        lock (shelf.Sync)
        {
            file.LeavesSoon = false;
            if (shelf.Knows(file.File.Name))
            {
                Leave(file);
            }
        }

        await WriteLeavingAsync().ConfigureAwait(false);
    }

    private int OpenIn(FreshFile file)
    {
        lock (shelf.Sync)
        {
            return file.Open;
        }
    }

    private async Task WriteLeavingAsync()
    {
        for (var isFirst = true; TakeLeaving() is { } files; isFirst = false)
        {
            if (!isFirst)
            {
                await Task.Yield(); // What others brought is not for the thread of the first.
            }

            try
            {
                await CommitAsync(files).ConfigureAwait(false);
            }
            finally
            {
                lock (shelf.Sync)
                {
                    _isWriting = false;
                }
            }
        }
    }

    private List<FreshFile>? TakeLeaving()
    {
        lock (shelf.Sync)
        {
            if (_leaving.Count == 0 || _isWriting)
            {
                return null;
            }

            List<FreshFile> files = [.. _leaving.OrderBy(static file => file.Place)];
            (_leaving, _isWriting) = ([], true);
            return files;
        }
    }

    private async Task CommitAsync(List<FreshFile> files)
    {
        List<FreshState> states;
        (ExclusiveLease Lease, bool MustShare)? kept;
        try
        {
            (states, kept) = await index.WriteAsync(connection => _transaction.Run(connection, files)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A full disk, a locked index. Who waits for it is told; the others' claims are tried again.
            lock (shelf.Sync)
            {
                files.ForEach(file => file.PutBack(e));
                shelf.Reorder();
            }

            Log.BackgroundFailed(log, e);
            Waits?.Invoke();
            return;
        }

        Finish(states, kept);
    }

    /// <summary>After the commit. Who waits goes on on other threads, so telling them under the lock is as good.</summary>
    private void Finish(List<FreshState> states, (ExclusiveLease Lease, bool MustShare)? kept)
    {
        if (kept is null)
        {
            GiveUp();
            return;
        }

        var problems = states.ConvertAll(Move);
        var haveWaiting = states.Exists(static state => Array.Exists(state.Messages, static message => message is null));
        var haveOpen = haveWaiting || states.Exists(static state => Array.Exists(state.Messages, static message => message is { IsSettled: false }));
        List<FreshMessage> late = [];
        lock (shelf.Sync)
        {
            shelf.Handovers += haveWaiting ? 1 : 0;
            shelf.Lease = shelf.Lease?.Token == kept.Value.Lease.Token ? kept.Value.Lease : shelf.Lease;
            for (var i = 0; i < states.Count; i++)
            {
                late.AddRange(states[i].Tell(problems[i]));
                shelf.Remove(states[i].File);
            }

            journal.ShortenIfLong(shelf.Files.Count == 0, shelf.HandedOut);
        }

        late.ForEach(message => _ = PassOnAsync(message));
        if (haveOpen)
        {
            Waits?.Invoke();
        }

        if (kept.Value.MustShare)
        {
            MustShare?.Invoke();
        }
    }

    private MailboxException? Move(FreshState state)
    {
        try
        {
            settler.Apply(state.Move);
            return null;
        }
        catch (MailboxException e)
        {
            return e; // It is settled, and the next scan moves the file. Who acknowledged is told.
        }
    }

    private async Task PassOnAsync(FreshMessage message)
    {
        try
        {
            message.Acknowledged!.SetResult(await acknowledge(new LeaseKey(agent, message.Message.Id, message.Claim!.Value.Token)).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            message.Acknowledged!.SetException(e); // It is theirs to handle.
        }
    }

    /// <summary>Who replaced us has written our claims to the index, if it saw them: what was acknowledged is for it to decide.</summary>
    private void GiveUp()
    {
        List<FreshFile> files;
        List<FreshMessage> acknowledged;
        lock (shelf.Sync)
        {
            shelf.Lease = null;
            _leaving.Clear();
            files = [.. shelf.Files.OrderBy(static file => file.Place)];
            acknowledged = files.SelectMany(static file => file.Messages).Where(static message => message.Acknowledged is not null).ToList();
            files.ForEach(shelf.Remove);
        }

        acknowledged.ForEach(message => _ = PassOnAsync(message));
        Lost?.Invoke(files.ConvertAll(static file => file.File.Name));
    }

    // By the machine's clock: nothing that anybody sees depends on these moments.
    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(Moment, TimeProvider.System).ConfigureAwait(false);
            lock (shelf.Sync)
            {
                if (_isClosed || (shelf.Files.Count == 0 && !hasMore()))
                {
                    _isWatching = false;
                    return;
                }

                foreach (var file in shelf.Files.Where(static file => TimeProvider.System.GetElapsedTime(file.Since) >= (file.HandedOut > 0 ? Moment : Wait)))
                {
                    Leave(file);
                }
            }

            Looks?.Invoke();
            await WriteLeavingAsync().ConfigureAwait(false);
        }
    }
}
