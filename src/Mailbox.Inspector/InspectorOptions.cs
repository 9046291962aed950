namespace Mailbox.Inspector;

/// <summary>Which team the page shows, where it listens, and whether it may change anything.</summary>
public sealed record InspectorOptions
{
    /// <summary>Where teams are, and how the mailbox behaves; default that of a library user.</summary>
    public MailboxOptions Mailbox { get; init; } = new();

    /// <summary>The team's name; default null: <c>MAILBOX_TEAM</c>, else the live team of the working directory.</summary>
    public string? Team { get; init; }

    /// <summary>The port on 127.0.0.1; default 0: one that is free.</summary>
    public int Port { get; init; }

    /// <summary>Whether messages may be settled and sent from the page; default false.</summary>
    public bool IsWritable { get; init; }

    /// <summary>Under what name the page sends; default <c>inspector</c>.</summary>
    public string SendAs { get; init; } = "inspector";
}
