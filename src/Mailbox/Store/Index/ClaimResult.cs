namespace Mailbox.Store.Index;

/// <summary>What a claim found.</summary>
/// <param name="Claimed">The messages.</param>
/// <param name="Burials">Those that turned out to be dead.</param>
/// <param name="InTheWay">The other consumer, when nothing could be claimed because of it.</param>
/// <param name="Exclusive">The right to be the only consumer, if this process is it.</param>
/// <param name="LeaseUntil">Until when the claims hold, by the store's monotonic clock.</param>
internal sealed record ClaimResult(List<ClaimedRow> Claimed, List<Burial> Burials, ConsumerRow? InTheWay, ExclusiveLease? Exclusive, long LeaseUntil);
