namespace Mailbox;

/// <summary>The room is there, and this agent may not do that in it. Nothing was changed.</summary>
public sealed class RoomAccessException : MailboxException
{
    internal RoomAccessException(string room, string agent, string why)
        : base($"'{agent}' may not do this in room '{room}': {why}")
        => (Room, Agent) = (room, agent);

    /// <summary>The room.</summary>
    public string Room { get; }

    /// <summary>The agent that was refused.</summary>
    public string Agent { get; }
}
