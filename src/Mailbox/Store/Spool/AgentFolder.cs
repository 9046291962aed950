using Mailbox.Teams;

namespace Mailbox.Store.Spool;

/// <summary>The folders of one agent. Listing them tells the state of every message.</summary>
internal sealed class AgentFolder(string storeFolder, string agent)
{
    /// <summary>The agent's name as a file name; the index knows agents by it.</summary>
    public string Key { get; } = TeamNames.AgentFile(agent);

    public string Path => System.IO.Path.Combine(storeFolder, "agents", Key);

    public string Card => System.IO.Path.Combine(Path, "agent.json");

    /// <summary>Being written; what is here is no message yet.</summary>
    public string Temporary => System.IO.Path.Combine(Path, "tmp");

    /// <summary>Taken from a foreign inbox, and not yet removed there.</summary>
    public string Drain => System.IO.Path.Combine(Path, "drain");

    /// <summary>The bytes of what could not be read as a message.</summary>
    public string Quarantine => System.IO.Path.Combine(Path, "quarantine");

    public string this[Box box] => System.IO.Path.Combine(Path, box switch
    {
        Box.Inbox => "inbox",
        Box.Done => "done",
        Box.Dead => "dead",
        Box.Sent => "sent",
        _ => throw new ArgumentOutOfRangeException(nameof(box), box, null),
    });

    public string File(Box box, string name) => System.IO.Path.Combine(this[box], name);
}
