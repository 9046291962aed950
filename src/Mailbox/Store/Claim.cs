namespace Mailbox.Store;

/// <summary>A message that was claimed, and the lease on it.</summary>
internal sealed record Claim(Message Message, LeaseKey Lease, int Attempt);
