namespace Mailbox.Store.Fresh;

/// <summary>Entered; disposing leaves it.</summary>
internal readonly struct Gate(SemaphoreSlim? semaphore) : IDisposable
{
    public void Dispose() => semaphore?.Release();
}
