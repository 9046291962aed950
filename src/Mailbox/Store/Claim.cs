namespace Mailbox.Store;

/// <summary>A message that was claimed, and the lease on it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Attempt">Which attempt it is; 1 for the first.</param>
/// <param name="LeaseUntil">Until when the lease holds unless it is renewed, by the store's monotonic clock.</param>
internal sealed record Claim(Message Message, LeaseKey Lease, int Attempt, long LeaseUntil);
