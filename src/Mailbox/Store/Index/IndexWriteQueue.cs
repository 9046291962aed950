namespace Mailbox.Store.Index;

/// <summary>
/// Collects what wants to write and commits it in batches: while one transaction runs, the next one's work gathers. Under load the cost of
/// a transaction is shared; alone, nobody waits.
/// </summary>
internal sealed class IndexWriteQueue(Func<Action<IndexConnection>, Task> commit) : IAsyncDisposable
{
    private const int BatchSize = 256;
    private readonly Lock _sync = new();
    private readonly Queue<Item> _waiting = new();
    private Task _drain = Task.CompletedTask;
    private bool _draining;
    private bool _closed;

    public Task<T> EnqueueAsync<T>(Func<IndexConnection, T> work)
    {
        var item = new Item<T>(work);
        Add(item);
        return item.Task;
    }

    /// <summary>Runs something between transactions.</summary>
    public Task EnqueueAloneAsync(Action work)
    {
        var item = new Item<bool>(_ =>
        {
            work();
            return true;
        })
        { IsAlone = true };
        Add(item);
        return item.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Task drain;
        lock (_sync)
        {
            _closed = true;
            drain = _drain;
        }

        await drain.ConfigureAwait(false);
    }

    private void Add(Item item)
    {
        TaskCompletionSource drained;
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(item);
            if (_draining)
            {
                return;
            }

            _draining = true;
            drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _drain = drained.Task;
        }

        // A thread of the pool commits what it brought itself: handing it to another takes longer than most transactions.
        _ = PoolThread.IsFree ? DrainAsync(drained) : Task.Run(() => DrainAsync(drained));
    }

    private async Task DrainAsync(TaskCompletionSource drained)
    {
        List<Item> batch = new(BatchSize);
        var isFirst = true;
        while (TakeBatch(batch))
        {
            if (!isFirst)
            {
                await Task.Yield(); // What others brought is not for the thread of the first.
            }

            isFirst = false;
            if (batch[0].IsAlone)
            {
                batch[0].RunAlone();
            }
            else
            {
                await CommitAsync(batch).ConfigureAwait(false);
            }
        }

        drained.SetResult();
    }

    private bool TakeBatch(List<Item> batch)
    {
        batch.Clear();
        lock (_sync)
        {
            while (batch.Count < BatchSize && _waiting.TryPeek(out var next) && (batch.Count == 0 || !next.IsAlone))
            {
                batch.Add(_waiting.Dequeue());
                if (next.IsAlone)
                {
                    break;
                }
            }

            return _draining = batch.Count > 0;
        }
    }

    private async Task CommitAsync(List<Item> batch)
    {
        var hasBegun = false;
        try
        {
            await commit(connection =>
            {
                hasBegun = true;
                batch.ForEach(item => item.Run(connection));
            }).ConfigureAwait(false);
            batch.ForEach(static item => item.Succeed());
        }
        catch (Exception e) when (!hasBegun)
        {
            batch.ForEach(item => item.Fail(e)); // Locked by somebody else, or gone: none of them is to blame, and each alone would wait as long again.
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them failed and took the others' changes along. Each alone: the faulty one gets its error, the others their commit.
            foreach (var item in batch)
            {
                await CommitAsync([item]).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            batch[0].Fail(e);
        }
    }

    private abstract class Item
    {
        public bool IsAlone { get; init; }

        public abstract void Run(IndexConnection connection);

        public abstract void RunAlone();

        public abstract void Succeed();

        public abstract void Fail(Exception error);
    }

    private sealed class Item<T>(Func<IndexConnection, T> work) : Item
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _completion.Task;

        public override void Run(IndexConnection connection) => _result = work(connection);

        public override void RunAlone()
        {
            try
            {
                _completion.SetResult(work(null!));
            }
            catch (Exception e)
            {
                _completion.SetException(e);
            }
        }

        public override void Succeed() => _completion.SetResult(_result);

        public override void Fail(Exception error) => _completion.SetException(error);
    }
}
