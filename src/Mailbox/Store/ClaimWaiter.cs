namespace Mailbox.Store;

/// <summary>Somebody who has found nothing to claim, and gets what comes in the transaction that brings it in. Either it is served, or it leaves: never both.</summary>
internal sealed class ClaimWaiter(int max, TimeSpan lease, int maxAttempts)
{
    private const int IsServed = 1;
    private const int HasLeft = 2;
    private readonly TaskCompletionSource<IReadOnlyList<Claim>> _claims = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public int Max => max;

    public TimeSpan Lease => lease;

    public int MaxAttempts => maxAttempts;

    /// <summary>What was claimed for it; empty when it was served and there was nothing after all.</summary>
    public Task<IReadOnlyList<Claim>> Claims => _claims.Task;

    /// <summary>True when it waits still; from then on <see cref="Serve"/> must come.</summary>
    public bool TryServe() => Interlocked.CompareExchange(ref _state, IsServed, 0) == 0;

    /// <summary>False when it is being served: then what it gets must be taken.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _state, HasLeft, 0) == 0;

    public void Serve(IReadOnlyList<Claim> claims) => _claims.TrySetResult(claims);
}
