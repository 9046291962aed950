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
    AgentFolder folder, string agent, FreshShelf shelf, ClaimJournal journal, IndexDatabase index, SpoolSettler settler, Func<LeaseKey, Task<bool>> acknowledge, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Handlers that take longer show in the index that they have a message.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>So long a message may wait here for a handler; shorter than the right to be the only consumer lasts.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(300);

    private List<FreshFile> _leaving = [];
    private bool _isWriting;
    private bool _isWatching;
    private bool _isClosed;

    /// <summary>Raised when somebody else has become consumer: nothing that was here counts any more.</summary>
    public event Action? Lost;

    /// <summary>Raised when somebody else wants to take mail, too.</summary>
    public event Action? MustShare;

    /// <summary>Raised every moment while something is here.</summary>
    public event Action? Looks;

    public Consumer Consumer { get; } = new(ProcessIdentity.Current.ToString(), journal.Name);

    /// <summary>Acknowledges a message that is still here, if the lease holds; null when the index must be asked.</summary>
    public ValueTask<bool>? TryAcknowledge(LeaseKey lease)
    {
        ValueTask<bool> acknowledged;
        lock (shelf.Sync)
        {
            if (shelf.Find(lease.Id) is not { Claim: { } claim, Acknowledged: null } message || claim.Token != lease.Token || claim.LeaseUntil <= StoreClock.Read(time).Monotonic)
            {
                return null;
            }

            message.Acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            acknowledged = new ValueTask<bool>(message.Acknowledged.Task);
            if (--message.File.Open > 0 || message.File.IsLeaving)
            {
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

        journal.Delete();
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

    private void Leave(FreshFile file)
    {
        if (!file.IsLeaving)
        {
            file.IsLeaving = true;
            _leaving.Add(file);
        }
    }

    private async Task WriteLeavingAsync()
    {
        while (true)
        {
            List<FreshFile> files;
            lock (shelf.Sync)
            {
                if (_leaving.Count == 0 || _isWriting)
                {
                    return;
                }

                (files, _leaving, _isWriting) = (_leaving, [], true);
            }

            try
            {
                var (states, kept) = await index.WriteAsync(connection => Write(connection, files)).ConfigureAwait(false);
                Finish(states, kept);
            }
            catch (Exception e)
            {
                // A full disk, a locked index. Who waits for it is told; the others' claims are tried again a moment later.
                PutBack(files, e);
            }

            lock (shelf.Sync)
            {
                _isWriting = false;
            }
        }
    }

    /// <summary>In the transaction.</summary>
    private (List<FreshState> States, (ExclusiveLease Lease, bool MustShare)? Kept) Write(IndexConnection connection, List<FreshFile> files)
    {
        List<FreshState> states;
        ExclusiveLease? lease;
        var now = StoreClock.Read(time);
        lock (shelf.Sync)
        {
            lease = shelf.Lease;
            states = files.ConvertAll(file => new FreshState(file, Array.ConvertAll(file.Messages, message => StateOf(message, now))));
        }

        var kept = lease is { } mine ? ConsumerQueries.Keep(connection, folder.Key, Consumer, mine) : null;
        if (kept is not null)
        {
            states.ForEach(state => FreshQueries.Write(connection, folder.Key, state, now));
        }

        return (states, kept);
    }

    private ClaimedState? StateOf(FreshMessage message, StoreClock now)
    {
        if (message.Claim is not { } claim)
        {
            return null;
        }

        // An acknowledgement counts when it is written: who was stopped in between, and past the lease, is too late.
        return message.Acknowledged is not null && claim.LeaseUntil > now.Monotonic
            ? new ClaimedState(IsSettled: true, null, null, null, claim.ClaimedAt)
            : new ClaimedState(IsSettled: false, Consumer.Process, claim.Token, claim.LeaseUntil, claim.ClaimedAt);
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
        List<FreshMessage> late = [];
        lock (shelf.Sync)
        {
            shelf.Lease = shelf.Lease?.Token == kept.Value.Lease.Token ? kept.Value.Lease : shelf.Lease;
            for (var i = 0; i < states.Count; i++)
            {
                late.AddRange(Answer(states[i], problems[i]));
                shelf.Remove(states[i].File);
            }

            ShortenJournal();
        }

        late.ForEach(message => _ = PassOnAsync(message));
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

    /// <summary>Answers those that were acknowledged while they were being written as claimed.</summary>
    private static List<FreshMessage> Answer(FreshState state, MailboxException? problem)
    {
        state.File.Written?.SetResult();
        List<FreshMessage> late = [];
        for (var i = 0; i < state.Messages.Length; i++)
        {
            if (state.Messages[i] is not { IsSettled: true } && state.Holds[i])
            {
                late.AddRange(state.File.Messages[i].Acknowledged is null ? [] : [state.File.Messages[i]]);
            }
            else if (problem is not null)
            {
                state.File.Messages[i].Acknowledged?.SetException(problem);
            }
            else
            {
                state.File.Messages[i].Acknowledged?.SetResult(state.Holds[i]);
            }
        }

        return late;
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

    private void GiveUp()
    {
        lock (shelf.Sync)
        {
            shelf.Lease = null;
            foreach (var file in shelf.Files.ToList())
            {
                Array.ForEach(file.Messages, static message => message.Acknowledged?.SetResult(false));
                file.Written?.SetResult();
                shelf.Remove(file);
            }

            _leaving.Clear();
        }

        Lost?.Invoke();
    }

    private void PutBack(List<FreshFile> files, Exception error)
    {
        Log.BackgroundFailed(log, error);
        lock (shelf.Sync)
        {
            files.ForEach(file => file.PutBack(error));
            shelf.Reorder();
        }
    }

    private void ShortenJournal()
    {
        try
        {
            if (journal.IsLong && shelf.Files.Count == 0)
            {
                journal.Delete();
            }
            else if (journal.IsVeryLong)
            {
                journal.Replace([.. shelf.HandedOut]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e); // It stays long, which is all.
        }
    }

    // By the machine's clock: nothing that anybody sees depends on these moments.
    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(Moment, TimeProvider.System).ConfigureAwait(false);
            lock (shelf.Sync)
            {
                if ((shelf.Files.Count == 0 && !shelf.HasLine) || _isClosed)
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
