using Mailbox.Store;

namespace Mailbox.Delivery;

/// <summary>A lease that this process holds, and whether it still does.</summary>
/// <param name="key">What is held.</param>
/// <param name="duration">For how long each time.</param>
/// <param name="takenAt">Since when, as a time stamp of the clock that <see cref="LeaseKeeper"/> uses; so the two below.</param>
internal sealed class HeldLease(LeaseKey key, TimeSpan duration, long takenAt) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private long _handedOutAt;

    public LeaseKey Key { get; } = key;

    public TimeSpan Duration { get; } = duration;

    /// <summary>Null while it waits behind others for whoever has claimed it: so long it is renewed without an end.</summary>
    public long? HandedOutAt
    {
        get => Volatile.Read(ref _handedOutAt) is var at and > 0 ? at : null;
        set => Volatile.Write(ref _handedOutAt, value ?? 0);
    }

    public long RenewedAt { get; set; } = takenAt;

    /// <summary>Called once it is lost.</summary>
    public Action? Forget { get; set; }

    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether more than half of its time is left since it was last renewed: nobody else can have it then, whatever the index would say.</summary>
    public bool IsFresh(TimeProvider time) => !Lost.IsCancellationRequested && time.GetElapsedTime(RenewedAt) < Duration / 2;

    public void Lose()
    {
        Forget?.Invoke();
        _ = _lost.CancelAsync(); // Off this thread: what holders do in their callbacks must not keep the other leases from being renewed.
    }

    public void Dispose() => _lost.Dispose();
}
