namespace Mailbox;

/// <summary>Something happened in a room. Members get it as a message, but for the one who caused it. A handler that does not take it acknowledges it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Agent">Who caused it.</param>
/// <param name="Status">For <see cref="RoomEventKind.Status"/>, what the agent is doing now.</param>
[Payload(TypeName)]
public sealed record RoomEvent(string Room, RoomEventKind Kind, string Agent, AgentStatus? Status = null)
{
    internal const string TypeName = "room.event";
}
