namespace Mailbox;

/// <summary>A file of Mailbox, such as an agent's card, a room or a task, is there and cannot be read. It was left as it is.</summary>
public sealed class DamagedFileException : MailboxException
{
    internal DamagedFileException(string path, string kind, Exception inner)
        : base($"'{path}' cannot be read as a {kind}: {inner.Message} Mend the file, or move it away.", inner)
        => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
