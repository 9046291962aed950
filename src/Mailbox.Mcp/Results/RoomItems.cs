namespace Mailbox.Mcp.Results;

/// <summary>Rooms.</summary>
internal sealed record RoomItems
{
    public IReadOnlyList<RoomItem> Rooms { get; init; } = [];
}
