namespace Mailbox;

/// <summary>What earlier work has to say about a task.</summary>
/// <param name="TaskId">The task it comes from.</param>
/// <param name="Subject">What that was.</param>
/// <param name="Outcome">How it ended: <see cref="TaskState.Done"/> or <see cref="TaskState.Dead"/>.</param>
/// <param name="Text">Its lesson, result, failures and notes, shortened.</param>
/// <param name="At">When it ended.</param>
public sealed record TaskLesson(string TaskId, string Subject, TaskState Outcome, string Text, DateTimeOffset At);
