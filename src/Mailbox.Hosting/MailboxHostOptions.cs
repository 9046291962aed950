namespace Mailbox.Hosting;

/// <summary>How the agents of one host reach their team. From configuration: the section <c>Mailbox</c>, each agent under <c>Mailbox:Agents:NAME</c>.</summary>
public sealed class MailboxHostOptions
{
    /// <summary>The team's name. Default: <c>MAILBOX_TEAM</c>, else the live Claude Code team of the working directory, which is waited for.</summary>
    public string? Team { get; set; }

    /// <summary>How their mailboxes behave. In configuration its properties stand directly in the section, as in <c>Mailbox:RequestTimeout</c>.</summary>
    public MailboxOptions Mailbox { get; set; } = new();
}
