namespace Mailbox;

/// <summary>Another member, or another team, already uses the file that this name stands for.</summary>
public sealed class NameTakenException : MailboxException
{
    internal NameTakenException(string name, string holder, string file)
        : base($"'{name}' cannot be used: its file '{file}' already belongs to '{holder}', and two names must not share one. Choose a name that differs in letters or digits.")
        => (Name, Holder, File) = (name, holder, file);

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>The name that has the file.</summary>
    public string Holder { get; }

    /// <summary>The file or folder, without its parent.</summary>
    public string File { get; }
}
