using Mailbox.Store;

namespace Mailbox.Delivery;

/// <summary>A lease that this process holds, and whether it still does.</summary>
/// <param name="key">What is held.</param>
/// <param name="duration">For how long each time.</param>
/// <param name="until">Until when it holds, by the store's monotonic clock.</param>
internal sealed class HeldLease(LeaseKey key, TimeSpan duration, long until) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private long _handedOutAt;
    private bool _isSettling;

    public LeaseKey Key { get; } = key;

    public TimeSpan Duration { get; } = duration;

    /// <summary>When it was handed out, as a time stamp of the clock that <see cref="LeaseKeeper"/> uses. Null while it waits behind others for whoever has claimed it: so long it is renewed without an end.</summary>
    public long? HandedOutAt
    {
        get => Volatile.Read(ref _handedOutAt) is var at and > 0 ? at : null;
        set => Volatile.Write(ref _handedOutAt, value ?? 0);
    }

    /// <summary>Until when it holds at least, by the store's monotonic clock.</summary>
    public long Until
    {
        get => Volatile.Read(ref until);
        set => Volatile.Write(ref until, value);
    }

    /// <summary>Whether its holder is settling it: that it ends then is no loss.</summary>
    public bool IsSettling
    {
        get => Volatile.Read(ref _isSettling);
        set => Volatile.Write(ref _isSettling, value);
    }

    /// <summary>Called once it is lost.</summary>
    public Action? Forget { get; set; }

    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether more than half of its time is left since it was last renewed: nobody else can have it then, whatever the index would say.</summary>
    public bool IsFresh(TimeProvider time) => !Lost.IsCancellationRequested && Left(time) > Duration.TotalMilliseconds / 2;

    /// <summary>How many milliseconds it holds for at least; less than none when it may be over.</summary>
    public long Left(TimeProvider time) => Until - StoreClock.Read(time).Monotonic;

    public void Lose()
    {
        Forget?.Invoke();
        _ = _lost.CancelAsync(); // Off this thread: what holders do in their callbacks must not keep the other leases from being renewed.
    }

    public void Dispose() => _lost.Dispose();
}
