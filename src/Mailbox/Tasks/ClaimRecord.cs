namespace Mailbox.Tasks;

/// <summary>Who has a task.</summary>
/// <param name="Agent">Its owner as it claimed it; another owner since then did not claim it through Mailbox.</param>
/// <param name="Token">The fencing token.</param>
/// <param name="Session">The open mailbox of the owner that claimed it.</param>
/// <param name="Process">Its process, as <c>PID:START@SPACE</c>.</param>
/// <param name="At">When.</param>
internal sealed record ClaimRecord(string Agent, long Token, string Session, string Process, DateTimeOffset At);
