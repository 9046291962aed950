using Mailbox.Files.Locks;
using Polly;
using Polly.Retry;

namespace Mailbox.Store.Index;

/// <summary>
/// Fairness between the processes that write to an index. SQLite has none: who commits and begins again at once is always first, and another
/// process, which can only ask now and then, may wait for ever. So whoever waits puts up a sign (a process lock), and who writes all the
/// time looks for it every few transactions and steps back for a moment.
/// </summary>
internal sealed class WriterTurns(ProcessLock sign, TimeSpan patience)
{
    private const int LookEvery = 8;
    private const int SpinsBetween = 200;

    // Others' transactions last some 50 to 300 µs; the shortest sleep, with the wake-up after it, several times that.
    private static readonly TimeSpan QuickTime = TimeSpan.FromMicroseconds(500);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan StepBack = TimeSpan.FromMilliseconds(4);

    private readonly Lazy<ResiliencePipeline<bool>> _asking = new(() => new ResiliencePipelineBuilder<bool> { Name = "index busy" }
        .AddTimeout(patience)
        .AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: false }),
            MaxRetryAttempts = int.MaxValue,
            Delay = AskAgain,
        })
        .Build());

    private long _lastCommit;
    private int _inARow;

    /// <summary>Begins a write transaction as soon as it is this process's turn.</summary>
    /// <exception cref="Polly.Timeout.TimeoutRejectedException">It was not for as long as it takes to be sure that something is wrong.</exception>
    public async ValueTask BeginAsync(IndexConnection connection)
    {
        await StepBackForOthersAsync().ConfigureAwait(false);
        var asked = TimeProvider.System.GetTimestamp();
        do
        {
            if (connection.TryBegin())
            {
                return;
            }

            // Who holds the lock may need this very processor.
            Thread.SpinWait(SpinsBetween);
            Thread.Yield();
        }
        while (TimeProvider.System.GetElapsedTime(asked) < QuickTime);

        // When the sign is up already somebody else waits too, and the writers step back for both.
        using var up = sign.TryAcquire();
        await _asking.Value.ExecuteAsync(static (connection, _) => ValueTask.FromResult(connection.TryBegin()), connection).ConfigureAwait(false);
    }

    public void Committed() => _lastCommit = TimeProvider.System.GetTimestamp();

    private async ValueTask StepBackForOthersAsync()
    {
        _inARow = TimeProvider.System.GetElapsedTime(_lastCommit) < AskAgain ? _inARow + 1 : 0;
        if (_inARow < LookEvery)
        {
            return;
        }

        _inARow = 0;
        using var free = sign.TryAcquire();
        if (free is null)
        {
            await Task.Delay(StepBack, TimeProvider.System).ConfigureAwait(false);
        }
    }
}
