using Mailbox.Files.Watching;

namespace Mailbox.Tasks;

/// <summary>Rings when something in a list's folder changes, as far as the system tells; whoever waits looks by himself every so often, too.</summary>
internal sealed class TaskBell(TaskFolder folder, MailboxOptions options) : IDisposable
{
    private readonly Lock _sync = new();
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource _ring = New();
    private FolderWatch? _watch;

    public bool IsClosed => _closed.IsCancellationRequested;

    /// <summary>Completes at the next change.</summary>
    public Task Ring()
    {
        lock (_sync)
        {
            if (options.WatchFolders && !IsClosed && _watch is not { IsAlive: true } && options.Disk.IsDirectory(folder.Path))
            {
                _watch?.Dispose();
                _watch = Watch();
            }

            return _ring.Task;
        }
    }

    public async ValueTask WaitAsync(Task ring, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closed.Token);
        try
        {
            await ring.WaitAsync(options.RescanInterval, options.TimeProvider, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Nothing came, or told to stop: whoever waits looks which.
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        lock (_sync)
        {
            _watch?.Dispose();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FolderWatch? Watch()
    {
        try
        {
            return FolderWatcher.Current.Watch(folder.Path, _ => RingNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It vanished, or there are no more watches: whoever waits looks by himself.
        }
    }

    private void RingNow()
    {
        TaskCompletionSource rung;
        lock (_sync)
        {
            (rung, _ring) = (_ring, New());
        }

        rung.TrySetResult();
    }
}
