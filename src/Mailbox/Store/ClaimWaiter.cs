namespace Mailbox.Store;

/// <summary>Somebody who has found nothing to claim, and gets what comes in the transaction that brings it in. Either it is served, or it leaves (<see cref="ArrivalDesk"/>): never both.</summary>
internal sealed class ClaimWaiter(int max, TimeSpan lease, int maxAttempts)
{
    private readonly TaskCompletionSource<IReadOnlyList<Claim>> _claims = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Max => max;

    public TimeSpan Lease => lease;

    public int MaxAttempts => maxAttempts;

    /// <summary>What was claimed for it; empty when it was served and there was nothing after all.</summary>
    public Task<IReadOnlyList<Claim>> Claims => _claims.Task;

    /// <summary>Only the first time counts.</summary>
    public void Serve(IReadOnlyList<Claim> claims) => _claims.TrySetResult(claims);
}
