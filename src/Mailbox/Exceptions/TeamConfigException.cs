namespace Mailbox;

/// <summary>A team's <c>config.json</c> cannot be read or changed. It was left as it is.</summary>
public sealed class TeamConfigException : MailboxException
{
    internal TeamConfigException(string path, string problem, Exception? inner = null)
        : base($"'{path}' {problem}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
