using System.Globalization;

namespace Mailbox;

/// <summary>
/// The lease on a message or the claim on a task ran out, or it was settled already, before this call: somebody else may have the message now, and what this worker
/// did to it does not count. Nothing was changed.
/// </summary>
public sealed class LeaseLostException : MailboxException
{
    internal LeaseLostException(Guid messageId, long fencingToken)
        : base(string.Create(CultureInfo.InvariantCulture, $"The lease {fencingToken} on message {messageId} is no longer valid: it ran out, or the message is settled. The message was not changed; if it is open it will be delivered again."))
        => (MessageId, FencingToken) = (messageId, fencingToken);

    internal LeaseLostException(string taskId, long fencingToken)
        : base(string.Create(CultureInfo.InvariantCulture, $"The claim {fencingToken} on task {taskId} is no longer valid: another agent has the task, or it has ended. It was not changed."))
        => (TaskId, FencingToken) = (taskId, fencingToken);

    /// <summary>The task, if it was one.</summary>
    public string? TaskId { get; }

    /// <summary>The message; empty for a task.</summary>
    public Guid MessageId { get; }

    /// <summary>The token of the lease that was lost.</summary>
    public long FencingToken { get; }
}
