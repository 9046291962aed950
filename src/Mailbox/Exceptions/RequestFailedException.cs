namespace Mailbox;

/// <summary>The recipient answered a request with an error.</summary>
public sealed class RequestFailedException : MailboxException
{
    internal RequestFailedException(Message reply, string error, string? code)
        : base($"'{reply.From}' could not answer: {error}") => (Reply, Error, Code) = (reply, error, code);

    /// <summary>The error reply itself.</summary>
    public Message Reply { get; }

    /// <summary>What the recipient said, in words.</summary>
    public string Error { get; }

    /// <summary>The recipient's code for it, if it gave one.</summary>
    public string? Code { get; }
}
