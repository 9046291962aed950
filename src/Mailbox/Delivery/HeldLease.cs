using Mailbox.Store;

namespace Mailbox.Delivery;

/// <summary>A lease that this process holds, and whether it still does.</summary>
internal sealed class HeldLease(LeaseKey key, TimeSpan duration, long takenAt) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();

    public LeaseKey Key { get; } = key;

    public TimeSpan Duration { get; } = duration;

    /// <summary>Time stamps of the clock that <see cref="LeaseKeeper"/> uses.</summary>
    public long TakenAt { get; } = takenAt;

    public long RenewedAt { get; set; } = takenAt;

    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether more than half of its time is left since it was last renewed: nobody else can have it then, whatever the index would say.</summary>
    public bool IsFresh(TimeProvider time) => !Lost.IsCancellationRequested && time.GetElapsedTime(RenewedAt) < Duration / 2;

    // Off this thread: what holders do in their callbacks must not keep the other leases from being renewed.
    public void Lose() => _ = _lost.CancelAsync();

    public void Dispose() => _lost.Dispose();
}
