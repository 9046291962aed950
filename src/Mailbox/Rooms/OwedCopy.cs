namespace Mailbox.Rooms;

/// <summary>A member's copy of a post that could not be delivered: its inbox was locked, or its disk full. It is tried again.</summary>
internal sealed record OwedCopy(long Post, string Member);
