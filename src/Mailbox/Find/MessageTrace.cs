namespace Mailbox;

/// <summary>What has happened to a message so far.</summary>
/// <param name="Message">The message, and where it is now.</param>
/// <param name="Failures">Every failed attempt, oldest first.</param>
/// <param name="ClaimedAt">When it was claimed by who has it now; null when nobody has it.</param>
/// <param name="LeaseLeft">How much longer that claim lasts if it is not renewed; null when nobody has it.</param>
public sealed record MessageTrace(StoredMessage Message, IReadOnlyList<FailedAttempt> Failures, DateTimeOffset? ClaimedAt, TimeSpan? LeaseLeft);
