namespace Mailbox;

/// <summary>There is no task of that id.</summary>
public sealed class TaskNotFoundException : MailboxException
{
    internal TaskNotFoundException(string id, string folder)
        : base($"There is no task '{id}' in '{folder}'. List the tasks to see their ids; one that ended long ago was removed by retention.")
        => TaskId = id;

    /// <summary>The id.</summary>
    public string TaskId { get; }
}
