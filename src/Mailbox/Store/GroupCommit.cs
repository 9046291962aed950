namespace Mailbox.Store;

/// <summary>
/// Writes for one target: while one commit runs the next one's units gather, and go together. A unit is never split, so a batch is all or
/// nothing. When a commit fails all of its units fail.
/// </summary>
/// <param name="commit">Writes the entries; called by one thread at a time.</param>
/// <param name="isQuick">Whether a commit is so short that handing it to another thread would take longer.</param>
internal sealed class GroupCommit(Func<IReadOnlyList<byte[]>, Task> commit, bool isQuick)
{
    /// <summary>Units that come closer together than this are many, and are better off in groups.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromMicroseconds(250);

    private const int MaxEntries = 512;
    private const long MaxBytes = 4 * 1024 * 1024;
    private readonly Lock _sync = new();
    private readonly Queue<(IReadOnlyList<byte[]> Entries, TaskCompletionSource Done)> _waiting = new();
    private bool _committing;
    private long _lastCommit;

    public Task AddAsync(IReadOnlyList<byte[]> unit)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            _waiting.Enqueue((unit, done));
            if (_committing)
            {
                return done.Task;
            }

            _committing = true;
        }

        var isAlone = isQuick && TimeProvider.System.GetElapsedTime(_lastCommit) > Alone && PoolThread.IsFree;
        _ = isAlone ? CommitAllAsync() : Task.Run(GatherAsync);
        return done.Task;
    }

    private async Task GatherAsync()
    {
        // Behind what waits for a thread already: under load those are senders, whose units then go along. Without this, unsynced commits
        // are so short that hardly two units ever meet, and each pays for a file of its own (measured: a third of the throughput).
        await Task.Yield();
        await CommitAllAsync().ConfigureAwait(false);
    }

    private async Task CommitAllAsync()
    {
        while (Take() is { Count: > 0 } units)
        {
            try
            {
                await commit([.. units.SelectMany(unit => unit.Entries)]).ConfigureAwait(false);
                _lastCommit = TimeProvider.System.GetTimestamp();
                units.ForEach(static unit => unit.Done.SetResult());
            }
            catch (Exception e)
            {
                // Each sender gets the error; it is theirs to handle, and the next group must go on.
                units.ForEach(unit => unit.Done.SetException(e));
            }

            await Task.Yield(); // What others brought meanwhile is not for the thread of the first.
        }
    }

    private List<(IReadOnlyList<byte[]> Entries, TaskCompletionSource Done)> Take()
    {
        List<(IReadOnlyList<byte[]> Entries, TaskCompletionSource Done)> units = [];
        var (entries, bytes) = (0, 0L);
        lock (_sync)
        {
            while (_waiting.TryPeek(out var next))
            {
                entries += next.Entries.Count;
                bytes += next.Entries.Sum(static entry => (long)entry.Length);
                if (units.Count > 0 && (entries > MaxEntries || bytes > MaxBytes))
                {
                    break;
                }

                units.Add(_waiting.Dequeue());
            }

            _committing = units.Count > 0;
        }

        return units;
    }
}
