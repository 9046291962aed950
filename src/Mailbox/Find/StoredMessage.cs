namespace Mailbox;

/// <summary>A message with what has become of it.</summary>
/// <param name="Message">The message.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Attempt">How often it was claimed so far.</param>
/// <param name="ClaimedBy">The process that holds it now, as <c>PID:START@SPACE</c>, or <c>detached (USER)</c> or <c>by hand (USER)</c> for a claim of no process; null when nobody does.</param>
/// <param name="Reason">Why it is a dead letter, or why its last attempt failed.</param>
/// <param name="IsLate">True for a reply that came after its asker had stopped waiting.</param>
/// <param name="ChangedAt">When it came into this state.</param>
/// <param name="Path">The file it is in.</param>
public sealed record StoredMessage(
    Message Message, MessageState State, int Attempt, string? ClaimedBy, string? Reason, bool IsLate, DateTimeOffset ChangedAt, string Path);
