namespace Mailbox;

/// <summary>A post in a room's history.</summary>
/// <param name="Number">Its place in the room, from 1. Joining and leaving have numbers, too.</param>
/// <param name="Message">What was posted; for a member that came or went, a <see cref="RoomEvent"/>.</param>
public sealed record RoomPost(long Number, Message Message);
