namespace Mailbox.Tasks;

/// <summary>How the writers of a task list keep each other off.</summary>
internal interface ITaskLock
{
    /// <summary>Takes the right to change anything in the list. Held for milliseconds.</summary>
    ValueTask<IDisposable> AcquireAsync(CancellationToken cancel);

    /// <summary>Takes, within the list's right, whatever else keeps others from one task.</summary>
    ValueTask<IDisposable?> AcquireTaskAsync(string file, CancellationToken cancel);

    /// <summary>Call it right before writing: a lock that others may break can have been.</summary>
    /// <exception cref="ForeignLockException">It is somebody else's by now.</exception>
    void EnsureOwned(IDisposable? held);
}
