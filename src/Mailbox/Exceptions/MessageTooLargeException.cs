namespace Mailbox;

/// <summary>A message is larger than <see cref="MailboxOptions.MaxMessageBytes"/>. Nothing was sent.</summary>
public sealed class MessageTooLargeException : MailboxException
{
    internal MessageTooLargeException(long bytes, int limit)
        : base($"The message takes {bytes} bytes on disk; at most {limit} are allowed (MailboxOptions.MaxMessageBytes). Put what is large into a file and send its path.")
        => (Bytes, Limit) = (bytes, limit);

    /// <summary>The size of its entry on disk, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>The limit in force, in bytes.</summary>
    public int Limit { get; }
}
