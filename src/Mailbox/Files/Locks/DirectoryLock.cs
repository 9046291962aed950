using System.Collections.Concurrent;
using Polly;
using Polly.Retry;

namespace Mailbox.Files.Locks;

/// <summary>
/// The lock of the npm package proper-lockfile, version 4: an empty directory <c>&lt;target&gt;.lock</c>, made by an exclusive mkdir and
/// stale when its mtime is more than ten seconds old. Taking over a stale one follows a stricter protocol than the package's own,
/// which lets two contenders win (its issue 121).
/// </summary>
internal sealed class DirectoryLock(Disk disk, TimeProvider time)
{
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(10);

    // Within one process a semaphore queues the waiters; the directory is for other processes. One per inbox ever locked: a few dozen bytes each.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    /// <exception cref="ForeignLockException">It was not to be had within <paramref name="timeout"/>, or something that is no directory stands in its place.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the target is not there.</exception>
    public async ValueTask<DirectoryLockHandle> AcquireAsync(string target, TimeSpan timeout, CancellationToken cancel)
    {
        var path = target + ".lock";
        var gate = Gates.GetOrAdd(path, _ => new SemaphoreSlim(1, 1));

        // Waiting for other processes takes real time, whatever clock is injected.
        var started = TimeProvider.System.GetTimestamp();
        if (!await gate.WaitAsync(timeout, cancel).ConfigureAwait(false))
        {
            throw ForeignLockException.Busy(path, timeout);
        }

        try
        {
            var identity = await TryTakeAsync(path, cancel).ConfigureAwait(false)
                ?? await Contention(path, timeout, started).ExecuteAsync(_ => TryTakeAsync(path, cancel), cancel).ConfigureAwait(false)
                ?? throw ForeignLockException.Busy(path, timeout);
            return new DirectoryLockHandle(disk, time, path, identity, gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private static ResiliencePipeline<FileIdentity?> Contention(string path, TimeSpan timeout, long started) =>
        new ResiliencePipelineBuilder<FileIdentity?> { Name = path }
            .AddRetry(new RetryStrategyOptions<FileIdentity?>
            {
                // A holder needs a few milliseconds; spread out, so that two waiters do not keep meeting.
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 15))),
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: null } && TimeProvider.System.GetElapsedTime(started) < timeout),
            })
            .Build();

    private async ValueTask<FileIdentity?> TryTakeAsync(string path, CancellationToken cancel)
    {
        if (Make(path) is { } made)
        {
            return made;
        }

        if (disk.Identify(path) is not { } seen)
        {
            return null; // Released between our mkdir and our look; try again.
        }

        if (seen.Kind != FileKind.Directory)
        {
            throw ForeignLockException.NotADirectory(path);
        }

        return time.GetUtcNow() - seen.ModifiedAt > StaleAfter && await ClearStaleAsync(path, seen, cancel).ConfigureAwait(false) ? Make(path) : null;
    }

    private FileIdentity? Make(string path)
    {
        try
        {
            return disk.TryMakeDirectory(path) ? disk.Identify(path) : null;
        }
        catch (FileNotFoundException e)
        {
            throw new DirectoryNotFoundException($"'{Path.GetDirectoryName(path)}' is not there (any more), so nothing in it can be locked.", e);
        }
    }

    /// <summary>Moves a stale lock out of the way, provided it is still the one that was seen to be stale.</summary>
    private async ValueTask<bool> ClearStaleAsync(string path, FileIdentity seen, CancellationToken cancel)
    {
        // The pause is part of the protocol: an owner that only looked dead gets time for its heartbeat, and contenders fall out of step.
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 100)), TimeProvider.System, cancel).ConfigureAwait(false);
        if (disk.Identify(path) != seen)
        {
            return false;
        }

        // Two contenders can both get here. The rename has one winner per directory, and tells us which directory we won.
        var aside = $"{path}.{Random.Shared.Next():x8}";
        if (!disk.TryMoveDirectory(path, aside))
        {
            return false;
        }

        if (disk.Identify(aside) is { } moved && moved.IsSameFile(seen) && moved.ModifiedNanoseconds == seen.ModifiedNanoseconds)
        {
            _ = disk.TryRemoveDirectory(aside);
            return true;
        }

        // We took a fresh lock by mistake: give it back. If a third party locked meanwhile, theirs stands, and ours to return is surplus.
        if (!disk.TryMoveDirectory(aside, path))
        {
            _ = disk.TryRemoveDirectory(aside);
        }

        return false;
    }
}
