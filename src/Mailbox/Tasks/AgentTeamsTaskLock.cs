using Mailbox.Files;
using Mailbox.Files.Locks;

namespace Mailbox.Tasks;

/// <summary>The locks of an Agent Teams task list: one on the list, whose target is the empty file <c>.lock</c> that is always there, and one on each task's file.</summary>
internal sealed class AgentTeamsTaskLock(Disk disk, TimeProvider time, string folder, TimeSpan timeout) : ITaskLock
{
    /// <summary>How long one task is waited for while the whole list is held.</summary>
    public static readonly TimeSpan TaskPatience = TimeSpan.FromMilliseconds(40);

    private readonly DirectoryLock _lock = new(disk, time);

    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancel)
    {
        var target = Path.Combine(folder, ".lock");
        if (disk.Identify(target) is null)
        {
            // By rename: the client, or another process of ours, may make it in the same moment, and one empty file is as good as another.
            disk.Publish(Disk.NewTemporary(target), target, [], sync: false);
        }

        return await _lock.AcquireAsync(target, timeout, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IDisposable?> AcquireTaskAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await _lock.AcquireAsync(file, TaskPatience, cancel).ConfigureAwait(false);
        }
        catch (ForeignLockException e)
        {
            throw e.OfTask();
        }
    }

    public void EnsureOwned(IDisposable? held) => (held as DirectoryLockHandle)?.EnsureOwned();
}
