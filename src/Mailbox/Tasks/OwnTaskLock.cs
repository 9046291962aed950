using Mailbox.Files;
using Mailbox.Files.Locks;

namespace Mailbox.Tasks;

/// <summary>A list that only Mailbox writes: the operating system's lock, which no dead process keeps.</summary>
internal sealed class OwnTaskLock(Disk disk, string folder) : ITaskLock
{
    private readonly ProcessLock _lock = new(disk, folder + ".lock");

    public ValueTask<IDisposable> AcquireAsync(CancellationToken cancel) => _lock.AcquireAsync(cancel);

    public ValueTask<IDisposable?> AcquireTaskAsync(string file, CancellationToken cancel) => ValueTask.FromResult<IDisposable?>(null);

    public void EnsureOwned(IDisposable? held)
    {
        // Nobody can break it.
    }
}
