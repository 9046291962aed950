namespace Mailbox;

/// <summary>What happened in a room.</summary>
public enum RoomEventKind
{
    /// <summary>A member joined.</summary>
    Joined = 0,

    /// <summary>A member left.</summary>
    Left = 1,

    /// <summary>A member said what it is doing, went offline, or came back.</summary>
    Status = 2,
}
