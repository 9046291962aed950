namespace Mailbox.Files.Platform;

/// <summary>An open descriptor that holds a flock(2); closing it, or the end of the process, releases the lock.</summary>
internal sealed class DescriptorLock(int descriptor) : IDisposable
{
    private int _descriptor = descriptor;

    public void Dispose()
    {
        var open = Interlocked.Exchange(ref _descriptor, -1);
        if (open >= 0)
        {
            _ = Libc.Close(open);
        }
    }
}
