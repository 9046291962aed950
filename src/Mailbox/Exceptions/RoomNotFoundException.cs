namespace Mailbox;

/// <summary>There is no such room, or none that this agent may know of.</summary>
public sealed class RoomNotFoundException : MailboxException
{
    internal RoomNotFoundException(string room, IReadOnlyList<string> rooms, string? nearest)
        : base($"There is no room '{room}'. {(nearest is null ? "" : $"Did you mean '{nearest}'? ")}{(rooms.Count == 0 ? "No room is listed." : $"Rooms: {string.Join(", ", rooms.Take(20))}{(rooms.Count > 20 ? ", …" : "")}.")} Create it, or have a member of it invite you.")
        => Room = room;

    /// <summary>The name that was asked for.</summary>
    public string Room { get; }
}
