using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>The team's mail in numbers.</summary>
internal sealed record StatisticsResult
{
    public int Waiting { get; init; }

    public int Leased { get; init; }

    public int Done { get; init; }

    public int Dead { get; init; }

    public IReadOnlyList<AgentNumbers> Agents { get; init; } = [];

    [Description("How many tasks of the team's own queue are in which state.")]
    public IReadOnlyDictionary<string, int> Tasks { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}
