namespace Mailbox.Rooms;

/// <summary>A member of a room.</summary>
/// <param name="Name">The agent.</param>
/// <param name="JoinedAt">When it joined.</param>
/// <param name="After">The last post before it joined: what came later is delivered to it.</param>
internal sealed record RoomMember(string Name, DateTimeOffset JoinedAt, long After);
