namespace Mailbox;

/// <summary>Another member, or another team, already uses the file that this name stands for; or a lead or teammate of Claude Code has the name.</summary>
public sealed class NameTakenException : MailboxException
{
    internal NameTakenException(string name, string holder, string file)
        : base($"'{name}' cannot be used: its file '{file}' already belongs to '{holder}', and two names must not share one. Choose a name that differs in letters or digits.")
        => (Name, Holder, File) = (name, holder, file);

    private NameTakenException(string message, TeamMember holder, string file)
        : base(message) => (Name, Holder, File) = (holder.Name, holder.Name, file);

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>The name that has the file.</summary>
    public string Holder { get; }

    /// <summary>The file or folder, without its parent.</summary>
    public string File { get; }

    internal static NameTakenException OfOther(TeamMember holder, string file) => new(
        $"'{holder.Name}' cannot be used: the team has a member of that name which is no agent of Mailbox ({holder.BackendType ?? holder.AgentType ?? "of Claude Code"}), and whose mail it would take. Choose another name.", holder, file);
}
