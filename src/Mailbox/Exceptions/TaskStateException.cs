namespace Mailbox;

/// <summary>The task is in a state in which that cannot be done to it. Nothing was changed.</summary>
public sealed class TaskStateException : MailboxException
{
    internal TaskStateException(TaskInfo task, string why)
        : base($"Task {task.Id} ('{task.Subject}') is {task.State.ToString().ToLowerInvariant()}{(task.Owner is null ? "" : $", owned by '{task.Owner}'")}: {why}")
        => Task = task;

    /// <summary>The task as it is.</summary>
    public TaskInfo Task { get; }
}
