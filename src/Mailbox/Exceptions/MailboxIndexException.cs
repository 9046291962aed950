namespace Mailbox;

/// <summary>The index cannot be used: it was made by a newer Mailbox, stayed locked, or could not be rebuilt. The messages themselves are not affected.</summary>
public sealed class MailboxIndexException : MailboxException
{
    internal MailboxIndexException(string path, string problem, Exception? inner = null)
        : base($"The index '{path}' {problem}", inner) => Path = path;

    /// <summary>The index file.</summary>
    public string Path { get; }
}
