namespace Mailbox;

/// <summary>No message of that id is in the team, in the state the call needs.</summary>
public sealed class MessageNotFoundException : MailboxException
{
    internal MessageNotFoundException(string message, Guid? messageId = null)
        : base(message) => MessageId = messageId;

    /// <summary>The id that was asked for, if it was asked by id.</summary>
    public Guid? MessageId { get; }
}
