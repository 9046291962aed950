namespace Mailbox.Store.Index;

/// <summary>The lease on a message, or that it was settled under one; then token and time of the claim are left.</summary>
internal readonly record struct ClaimedState(bool IsSettled, string? Owner, long Token, long? LeaseUntil, long ClaimedAt)
{
    /// <summary>Null once it is settled.</summary>
    public long? HeldToken => IsSettled ? null : Token;
}
