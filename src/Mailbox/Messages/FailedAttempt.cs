namespace Mailbox;

/// <summary>One time that a message was claimed and not settled.</summary>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="ClaimedBy">The process that held it, as <c>PID:START@SPACE</c>.</param>
/// <param name="At">When it failed.</param>
/// <param name="Reason">What the worker said, or that its lease ran out.</param>
public sealed record FailedAttempt(int Attempt, string ClaimedBy, DateTimeOffset At, string Reason);
