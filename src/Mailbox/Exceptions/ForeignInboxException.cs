namespace Mailbox;

/// <summary>An inbox file of Agent Teams cannot be read or written as what it should be: one JSON array. It was left as it is.</summary>
public sealed class ForeignInboxException : MailboxException
{
    internal ForeignInboxException(string path, string problem, Exception? inner = null)
        : base($"The inbox '{path}' {problem} It was left as it is; its owner gets no mail until it is mended.", inner) => Path = path;

    /// <summary>The inbox file.</summary>
    public string Path { get; }
}
