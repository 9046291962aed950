namespace Mailbox;

/// <summary>Thrown by a handler to answer a request with an error, instead of having it tried again. The asker gets a <see cref="RequestFailedException"/>.</summary>
/// <param name="message">What went wrong, in words, for the asker.</param>
/// <param name="code">A code for programs.</param>
public sealed class ReplyErrorException(string message, string? code = null) : MailboxException(message)
{
    /// <summary>A code for programs.</summary>
    public string? Code { get; } = code;
}
