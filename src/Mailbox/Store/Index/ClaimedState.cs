namespace Mailbox.Store.Index;

/// <summary>The lease on a message, or that it was settled under one; then only the time of the claim is left.</summary>
internal readonly record struct ClaimedState(bool IsSettled, string? Owner, long? Token, long? LeaseUntil, long ClaimedAt);
