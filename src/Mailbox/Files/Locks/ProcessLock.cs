using System.Collections.Concurrent;
using Polly;
using Polly.Retry;

namespace Mailbox.Files.Locks;

/// <summary>A lock file among Mailbox processes of one machine. The operating system releases it when its holder ends, so it is never stale.</summary>
internal sealed class ProcessLock(Disk disk, string path)
{
    // Waiting for another process is done by asking again and again, so the waiters of this one queue up before it. One per lock ever taken.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    /// <summary>Takes the lock, or null when somebody has it.</summary>
    public IDisposable? TryAcquire() => disk.TryLock(path);

    /// <summary>Waits until the lock is free. Its holders do bounded work, and release it by dying at the latest.</summary>
    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancel)
    {
        var gate = Gates.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var held = TryAcquire() ?? await Contention.UntilFree.ExecuteAsync(_ => ValueTask.FromResult(TryAcquire()), cancel).ConfigureAwait(false);
            return new Held(held!, gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    /// <summary>Made when the first lock is found taken, which in most processes is never.</summary>
    private static class Contention
    {
        public static readonly ResiliencePipeline<IDisposable?> UntilFree = new ResiliencePipelineBuilder<IDisposable?> { Name = "lock taken" }
            .AddRetry(new RetryStrategyOptions<IDisposable?>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(5),
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: null }),
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
