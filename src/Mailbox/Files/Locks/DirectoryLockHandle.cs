namespace Mailbox.Files.Locks;

/// <summary>A held directory lock; disposing it releases. The heartbeat keeps it fresh should a hold ever last.</summary>
internal sealed class DirectoryLockHandle : IDisposable
{
    private static readonly TimeSpan Heartbeat = DirectoryLock.StaleAfter / 2;
    private readonly Disk _disk;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate;
    private readonly ITimer _heartbeat;
    private readonly Lock _sync = new();
    private FileIdentity _identity;
    private bool _released;

    public DirectoryLockHandle(Disk disk, TimeProvider time, string path, FileIdentity identity, SemaphoreSlim gate)
    {
        (_disk, _time, Path, _identity, _gate) = (disk, time, path, identity, gate);
        _heartbeat = time.CreateTimer(static handle => ((DirectoryLockHandle)handle!).Beat(), this, Heartbeat, Heartbeat);
    }

    public string Path { get; }

    /// <summary>Call right before writing: between taking a stale lock over and here, another contender may have done the same.</summary>
    /// <exception cref="ForeignLockException">The lock is somebody else's by now; nothing may be written.</exception>
    public void EnsureOwned()
    {
        lock (_sync)
        {
            if (!IsOwned())
            {
                throw ForeignLockException.Lost(Path);
            }
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            if (_released)
            {
                return;
            }

            _released = true;
        }

        _heartbeat.Dispose();
        try
        {
            if (IsOwned())
            {
                _ = _disk.TryRemoveDirectory(Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody put a file inside, or took our rights away. The work under the lock is done; the directory goes stale in ten seconds.
        }
        finally
        {
            _gate.Release();
        }
    }

    // The mtime belongs to the comparison: a file system may give a new directory the inode number of the one just removed.
    private bool IsOwned() =>
        _disk.Identify(Path) is { } now && now.IsSameFile(_identity) && now.ModifiedNanoseconds == _identity.ModifiedNanoseconds;

    private void Beat()
    {
        lock (_sync)
        {
            try
            {
                var began = _time.GetTimestamp();
                if (!_released && IsOwned())
                {
                    _disk.Touch(Path, _time.GetUtcNow());

                    // If we stood still before touching it, it may be somebody else's by now, with an inode that was ours.
                    if (_disk.Identify(Path) is { } touched && touched.IsSameFile(_identity) && _time.GetElapsedTime(began) < DirectoryLock.StaleAfter - Heartbeat)
                    {
                        _identity = touched;
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder vanished or became read-only: EnsureOwned will say so to the one who wants to write.
            }
        }
    }
}
