namespace Mailbox;

/// <summary>Who can see and join a room. As with agents, a courtesy among programs that use Mailbox.</summary>
public enum RoomVisibility
{
    /// <summary>Listed; anyone joins, anyone reads.</summary>
    Public = 0,

    /// <summary>Listed; one joins by invitation, and members read.</summary>
    Private = 1,

    /// <summary>Listed only to members and the invited; one joins by invitation, and members read.</summary>
    Secret = 2,
}
