namespace Mailbox;

/// <summary>A message is larger than <see cref="MailboxOptions.MaxMessageBytes"/>, or a batch larger than 64 MiB. Nothing was sent.</summary>
public sealed class MessageTooLargeException : MailboxException
{
    internal MessageTooLargeException(long bytes, int limit)
        : base($"The message takes {bytes} bytes on disk; at most {limit} are allowed (MailboxOptions.MaxMessageBytes). Put what is large into a file and send its path.")
        => (Bytes, Limit) = (bytes, limit);

    internal MessageTooLargeException(long bytes)
        : base($"The batch takes {bytes} bytes on disk; at most {MaxBatchBytes} are allowed, because it is one file. Send it in parts.")
        => (Bytes, Limit) = (bytes, MaxBatchBytes);

    internal const int MaxBatchBytes = 64 * 1024 * 1024;

    /// <summary>The size of its entry on disk, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>The limit in force, in bytes.</summary>
    public int Limit { get; }
}
