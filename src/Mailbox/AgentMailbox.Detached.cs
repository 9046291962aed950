using Mailbox.Delivery;
using Mailbox.Store;

namespace Mailbox;

/// <summary>Claims that outlive the process that made them.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>
    /// Claims messages for a while, whether this process goes on or not: nothing renews these leases, and its end does not end them. Take a claim up again with
    /// <see cref="AttachAsync"/>; when its time is over the message is delivered again.
    /// </summary>
    /// <param name="max">How many at the most.</param>
    /// <param name="lease">For how long, up to seven days.</param>
    /// <param name="cancel">Stops before anything is claimed.</param>
    public async ValueTask<IReadOnlyList<DetachedClaim>> ClaimDetachedAsync(int max, TimeSpan lease, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lease, TimeSpan.FromDays(7));
        var claims = await Store.ClaimDetachedAsync(Name, max, lease, Options.MaxAttempts, $"detached ({Environment.UserName})", cancel).ConfigureAwait(false);
        return [.. claims.Select(static claim => new DetachedClaim(claim.Message, claim.Attempt, claim.Lease.Token))];
    }

    /// <summary>Takes up a claim that any process of this agent made with <see cref="ClaimDetachedAsync"/>. From here on it renews itself, until it is settled or given back.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="fencingToken">Its claim's token.</param>
    /// <param name="cancel">Stops before anything is changed.</param>
    /// <exception cref="LeaseLostException">The claim's time is over, or it was settled.</exception>
    public async ValueTask<MessageDelivery> AttachAsync(Guid messageId, long fencingToken, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        var stored = (await Store.GetAsync(messageId, cancel).ConfigureAwait(false)).FirstOrDefault(found => found.Message.To == Name) ?? throw new LeaseLostException(messageId, fencingToken);
        var until = StoreClock.Read(Options.TimeProvider).After(Options.LeaseDuration);
        await ExtendDetachedAsync(messageId, fencingToken, Options.LeaseDuration, cancel).ConfigureAwait(false);
        return Deliver(new Claim(stored.Message, new LeaseKey(Name, messageId, fencingToken), stored.Attempt, until), Options.LeaseDuration, isHandedOut: true);
    }

    /// <summary>Has a detached claim last so long from now, and stay detached.</summary>
    /// <exception cref="LeaseLostException">The claim's time is over, or it was settled.</exception>
    public async ValueTask ExtendDetachedAsync(Guid messageId, long fencingToken, TimeSpan lease, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        cancel.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lease, TimeSpan.FromDays(7));
        if (!(await Store.RenewAsync([(new LeaseKey(Name, messageId, fencingToken), lease)]).ConfigureAwait(false))[0])
        {
            throw new LeaseLostException(messageId, fencingToken);
        }
    }
}
