namespace Mailbox;

/// <summary>
/// A file operation failed: a full disk, missing rights, an error of the device. What was being sent is not accepted; what had been accepted
/// before is still there. The system's own error is the inner exception.
/// </summary>
public sealed class MailboxStorageException : MailboxException
{
    internal MailboxStorageException(string operation, string path, Exception inner)
        : base($"{operation} failed at '{path}': {inner.Message} {Advice(inner)}", inner) => (Operation, Path) = (operation, path);

    /// <summary>What was being done.</summary>
    public string Operation { get; }

    /// <summary>Where.</summary>
    public string Path { get; }

    private static string Advice(Exception inner) => inner switch
    {
        UnauthorizedAccessException => "Check who owns the folder and its mode; Mailbox needs to read and write it.",
        FileNotFoundException or DirectoryNotFoundException => "Somebody removed the folder while it was in use; join again to make it anew.",
        _ => "Free space or mend the device, and try again; nothing accepted was lost.",
    };
}
