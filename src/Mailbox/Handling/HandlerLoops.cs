namespace Mailbox;

/// <summary>The loops in which the handlers of one mailbox work, on messages and on tasks: a shutdown ends all of them, once nothing runs in any.</summary>
internal sealed class HandlerLoops
{
    private readonly Lock _sync = new();
    private readonly List<CancellationTokenSource> _receiving = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _running;

    /// <summary>A loop begins.</summary>
    public void Add(CancellationTokenSource receiving)
    {
        lock (_sync)
        {
            _receiving.Add(receiving);
        }
    }

    /// <summary>A loop has ended.</summary>
    public void Remove(CancellationTokenSource receiving)
    {
        lock (_sync)
        {
            _receiving.Remove(receiving);
        }
    }

    public void Enter()
    {
        lock (_sync)
        {
            _running++;
        }
    }

    public void Exit()
    {
        List<TaskCompletionSource> quiet = [];
        lock (_sync)
        {
            if (--_running == 0)
            {
                quiet.AddRange(_waiting);
                _waiting.Clear();
            }
        }

        quiet.ForEach(static waiting => waiting.SetResult());
    }

    /// <summary>Has every loop take nothing more, and waits until no handler runs, but for those that wait here.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        foreach (var receiving in Receiving())
        {
            try
            {
                await receiving.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }

        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            _waiting.Add(quiet);
        }

        Exit();
        try
        {
            await quiet.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            Enter();
        }
    }

    private List<CancellationTokenSource> Receiving()
    {
        lock (_sync)
        {
            return [.. _receiving];
        }
    }
}
