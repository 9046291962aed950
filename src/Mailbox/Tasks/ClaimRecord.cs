namespace Mailbox.Tasks;

/// <summary>Who has a task.</summary>
/// <param name="Token">The fencing token.</param>
/// <param name="Session">The open mailbox of the owner that claimed it.</param>
/// <param name="Process">Its process, as <c>PID:START@SPACE</c>.</param>
/// <param name="At">When.</param>
internal sealed record ClaimRecord(long Token, string Session, string Process, DateTimeOffset At);
