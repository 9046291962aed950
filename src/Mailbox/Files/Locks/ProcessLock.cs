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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Waiting for another process is done by asking again and again, so the waiters of this one queue up before it. One per lock ever taken.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    /// <summary>Takes the lock, or null when somebody has it.</summary>
    public IDisposable? TryAcquire() => disk.TryLock(path);

    /// <summary>Waits until the lock is free.</summary>
    /// <exception cref="IOException">It was not for as long as it takes to be sure that something is wrong.</exception>
    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancel)
    {
        var gate = Gates.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        var began = TimeProvider.System.GetTimestamp();
        if (!await gate.WaitAsync(patience ?? Patience, cancel).ConfigureAwait(false))
        {
            throw StaysLocked();
        }

        try
        {
            return new Held(TryAcquire() ?? await AskUntilFreeAsync(began, cancel).ConfigureAwait(false), gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private async ValueTask<IDisposable> AskUntilFreeAsync(long began, CancellationToken cancel)
    {
        var held = await Contention.UntilFree.ExecuteAsync(
            _ => ValueTask.FromResult((Lock: TryAcquire(), IsLast: patience != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(began) >= (patience ?? Patience))), cancel).ConfigureAwait(false);
        return held.Lock ?? throw StaysLocked();
    }

    private IOException StaysLocked() => new($"'{path}' stayed locked by another process, which may be stopped. Find who holds it (fuser {path}).");

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

    private sealed class Held(IDisposable file, SemaphoreSlim gate) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                file.Dispose();
                gate.Release();
            }
        }
    }
}
