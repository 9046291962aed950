namespace Mailbox.Inspector.Live;

/// <summary>An agent with what it has to do.</summary>
internal sealed record AgentView
{
    public required string Name { get; init; }

    public AgentStatus Status { get; init; } = AgentStatus.Offline;

    public string? Harness { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The type names of the payloads it handles.</summary>
    public IReadOnlyList<string> Payloads { get; init; } = [];

    public string? Process { get; init; }

    public int Processes { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    public AgentVisibility Visibility { get; init; }

    public int Waiting { get; init; }

    public int Delayed { get; init; }

    public int Leased { get; init; }

    public int Dead { get; init; }

    public int Done { get; init; }

    public DateTimeOffset? OldestWaiting { get; init; }

    public required IReadOnlyList<int> Trend { get; init; }

    public static AgentView Of(AgentInfo agent, AgentStatistics? counted, IReadOnlyList<int> trend) => Of(counted ?? new AgentStatistics { Agent = agent.Name }, trend) with
    {
        Status = agent.Status, Harness = agent.Harness, Description = agent.Description, Capabilities = agent.Capabilities, Payloads = [.. agent.Payloads.Select(static payload => payload.Name)],
        Process = agent.Process, Processes = agent.Processes, LastSeen = agent.LastSeen, Visibility = agent.Visibility,
    };

    /// <summary>One of whom only its mailbox is known.</summary>
    public static AgentView Of(AgentStatistics counted, IReadOnlyList<int> trend) => new()
    {
        Name = counted.Agent, Waiting = counted.Waiting, Delayed = counted.Delayed, Leased = counted.Leased, Dead = counted.Dead, Done = counted.Done, OldestWaiting = counted.OldestWaiting, Trend = trend,
    };
}
