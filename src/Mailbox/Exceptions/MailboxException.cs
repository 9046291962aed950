namespace Mailbox;

/// <summary>Base of everything that Mailbox throws on purpose. Wrong arguments are <see cref="ArgumentException"/>, cancellation is <see cref="OperationCanceledException"/>.</summary>
public abstract class MailboxException : Exception
{
    private protected MailboxException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
