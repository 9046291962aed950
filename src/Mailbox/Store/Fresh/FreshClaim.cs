namespace Mailbox.Store.Fresh;

/// <summary>A claim that is yet to be written to the index: the first attempt at a message, always.</summary>
/// <param name="Token">The fencing token.</param>
/// <param name="LeaseUntil">When the lease ends, by the store's monotonic clock.</param>
/// <param name="ClaimedAt">When it was taken, by the wall's.</param>
internal readonly record struct FreshClaim(long Token, long LeaseUntil, long ClaimedAt);
