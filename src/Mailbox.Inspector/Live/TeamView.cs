namespace Mailbox.Inspector.Live;

/// <summary>The team at a glance, as the page gets it.</summary>
internal sealed record TeamView
{
    public required string Team { get; init; }

    public required string Folder { get; init; }

    public string? Description { get; init; }

    public LeadState? Lead { get; init; }

    public TeamEra? Era { get; init; }

    public required bool IsWritable { get; init; }

    public required string SendAs { get; init; }

    public required IReadOnlyList<AgentView> Agents { get; init; }

    public required IReadOnlyList<RoomView> Rooms { get; init; }

    /// <summary>How many tasks of both lists are in which state.</summary>
    public required IReadOnlyDictionary<string, int> Tasks { get; init; }

    public required int Waiting { get; init; }

    public required int Delayed { get; init; }

    public required int Leased { get; init; }

    public required int Dead { get; init; }

    public required int Done { get; init; }

    public DateTimeOffset? OldestWaiting { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<int>> Trends { get; init; }
}
