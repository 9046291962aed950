namespace Mailbox.Store;

/// <summary>Claiming what waits, or what comes next.</summary>
internal sealed partial class FileMessageStore
{
    /// <summary>The longest that timers can wait without trouble.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Claim>> ReceiveAsync(string agent, int max, TimeSpan lease, int maxAttempts, CancellationToken cancel)
    {
        // Taken before looking: what arrives in between completes it.
        var arrival = Arrival(agent);
        var claims = await ClaimAtHandAsync(agent, max, lease, maxAttempts, _owner, cancel).ConfigureAwait(false);
        if (claims.Count > 0)
        {
            return claims;
        }

        var desk = Monitor(agent).Desk;
        var waiter = new ClaimWaiter(max, lease, maxAttempts);
        desk.Wait(waiter);
        try
        {
            var due = await NextDueAsync(agent, cancel).ConfigureAwait(false) ?? LongestWait;

            // One timer tick later, so that what is due then is due by every clock.
            var longest = due < LongestWait ? due + TimeSpan.FromMilliseconds(1) : LongestWait;
            await Task.WhenAny(waiter.Claims, arrival).WaitAsync(longest, _time, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Something is due, or nobody wants it any more.
        }
        catch
        {
            await GiveBackAsync(desk.TryLeave(waiter) ? [] : await waiter.Claims.ConfigureAwait(false)).ConfigureAwait(false);
            throw;
        }

        var served = desk.TryLeave(waiter) ? [] : await waiter.Claims.ConfigureAwait(false);
        if (cancel.IsCancellationRequested)
        {
            await GiveBackAsync(served).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }

        return served;
    }

    private async Task GiveBackAsync(IReadOnlyList<Claim> claims) => await Task.WhenAll(claims.Select(claim => ReleaseAsync(claim.Lease))).ConfigureAwait(false);
}
