namespace Mailbox.Mcp.Results;

/// <summary>A room with posts and members.</summary>
internal sealed record RoomHistory
{
    public RoomItem? Room { get; init; }

    public IReadOnlyList<AgentItem> Members { get; init; } = [];

    public IReadOnlyList<PostItem> Posts { get; init; } = [];
}
