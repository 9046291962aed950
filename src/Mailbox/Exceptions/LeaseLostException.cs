using System.Globalization;

namespace Mailbox;

/// <summary>
/// The lease on a message ran out, or it was settled already, before this call: somebody else may have the message now, and what this worker
/// did to it does not count. Nothing was changed.
/// </summary>
public sealed class LeaseLostException : MailboxException
{
    internal LeaseLostException(Guid messageId, long fencingToken)
        : base(string.Create(CultureInfo.InvariantCulture, $"The lease {fencingToken} on message {messageId} is no longer valid: it ran out, or the message is settled. The message was not changed; if it is open it will be delivered again."))
        => (MessageId, FencingToken) = (messageId, fencingToken);

    /// <summary>The message.</summary>
    public Guid MessageId { get; }

    /// <summary>The token of the lease that was lost.</summary>
    public long FencingToken { get; }
}
