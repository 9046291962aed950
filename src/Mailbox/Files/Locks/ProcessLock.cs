using System.Collections.Concurrent;
using Polly;
using Polly.Retry;

namespace Mailbox.Files.Locks;

/// <summary>A lock file among Mailbox processes of one machine. The operating system releases it when its holder ends, so it is never stale.</summary>
/// <param name="disk">Makes the file.</param>
/// <param name="path">The file.</param>
/// <param name="patience">How long to wait for it; default a minute. Holders do bounded work, but one that is stopped in the middle of it holds on.</param>
internal sealed class ProcessLock(Disk disk, string path, TimeSpan? patience = null)
{
    // Waiting for another process is done by asking again and again, so the waiters of this one queue up before it. One per lock ever taken.
    private static readonly ConcurrentDictionary<string, Gate> Gates = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(1);

    /// <summary>Takes the lock, or null when somebody has it.</summary>
    public IDisposable? TryAcquire() => disk.TryLock(path);

    /// <summary>Waits until the lock is free.</summary>
    /// <exception cref="MailboxStorageException">It cannot be opened; or it was not free for as long as it takes to be sure that something is wrong.</exception>
    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancel)
    {
        var gate = Gates.GetOrAdd(path, static _ => new Gate());
        var asked = TimeProvider.System.GetTimestamp();
        await gate.Turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // As long as others of this process got it nothing is wrong.
            var held = TryAcquire() ?? await AskUntilFreeAsync(Math.Max(asked, gate.LastReleased), cancel).ConfigureAwait(false);
            return new Held(held, gate);
        }
        catch (Exception e)
        {
            gate.Turn.Release();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new MailboxStorageException("Taking a lock", path, e);
            }

            throw;
        }
    }

    private async ValueTask<IDisposable> AskUntilFreeAsync(long began, CancellationToken cancel)
    {
        var held = await Contention.UntilFree.ExecuteAsync(
            _ => ValueTask.FromResult((Lock: TryAcquire(), IsLast: _patience != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(began) >= _patience)), cancel).ConfigureAwait(false);
        return held.Lock ?? throw new IOException($"'{path}' stayed locked by another process, which may be stopped. Find who holds it (fuser {path}).");
    }

    /// <summary>Made when the first lock is found taken, which in most processes is never.</summary>
    private static class Contention
    {
        public static readonly ResiliencePipeline<(IDisposable? Lock, bool IsLast)> UntilFree = new ResiliencePipelineBuilder<(IDisposable? Lock, bool IsLast)> { Name = "lock taken" }
            .AddRetry(new RetryStrategyOptions<(IDisposable? Lock, bool IsLast)>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(5),
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: { Lock: null, IsLast: false } }),
            })
            .Build();
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>When one of this process last had the lock.</summary>
        public long LastReleased { get; set; }
    }

    private sealed class Held(IDisposable file, Gate gate) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                file.Dispose();
                gate.LastReleased = TimeProvider.System.GetTimestamp();
                gate.Turn.Release();
            }
        }
    }
}
