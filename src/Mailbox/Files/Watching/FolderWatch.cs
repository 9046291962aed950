namespace Mailbox.Files.Watching;

/// <summary>One watched folder; disposing it ends the watch.</summary>
internal sealed class FolderWatch(Action<string?> changed, Action<FolderWatch> stop) : IDisposable
{
    private int _state;

    /// <summary>False once the folder was deleted or moved, or the watcher failed: then it must be watched anew.</summary>
    public bool IsAlive => Volatile.Read(ref _state) == 0;

    public void Report(string? name) => changed(name);

    public void Die()
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
        {
            changed(null);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, 2) != 2)
        {
            stop(this);
        }
    }
}
