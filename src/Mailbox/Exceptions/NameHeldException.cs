namespace Mailbox;

/// <summary>The name belongs to a process that runs, and does not share it. When that process ends, the name is free, and its mail goes to whoever takes it.</summary>
public sealed class NameHeldException : MailboxException
{
    internal NameHeldException(string name, string holder)
        : base($"'{name}' is held by process {holder}, which runs. Choose another name, end that process, or let both share the name (AgentProfile.IsShared in each).")
        => (Name, Holder) = (name, holder);

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>The process that has it, as <c>PID:START@SPACE</c>.</summary>
    public string Holder { get; }
}
