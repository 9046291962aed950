namespace Mailbox;

/// <summary>Written beside an entry in <c>dead/</c>: why it is there.</summary>
/// <param name="Reason">The last reason, in words.</param>
/// <param name="At">When it was dead-lettered.</param>
/// <param name="Attempts">Every failed attempt since it was sent, oldest first.</param>
/// <param name="Quarantined">For something that could not be read as a message: where its bytes are kept, relative to the agent's folder.</param>
/// <param name="IsExpired">True when it was not claimed before it expired.</param>
public sealed record DeadLetterNote(string Reason, DateTimeOffset At, IReadOnlyList<FailedAttempt> Attempts, string? Quarantined = null, bool IsExpired = false);
