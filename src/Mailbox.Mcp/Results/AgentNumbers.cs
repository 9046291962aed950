using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>One agent's mail in numbers.</summary>
internal sealed record AgentNumbers
{
    public string Agent { get; init; } = "";

    public int Waiting { get; init; }

    public int Delayed { get; init; }

    public int Leased { get; init; }

    public int Done { get; init; }

    public int Dead { get; init; }

    public DateTimeOffset? OldestWaiting { get; init; }

    public static AgentNumbers Of(AgentStatistics agent) => new()
    {
        Agent = VisibleText.Line(agent.Agent), Waiting = agent.Waiting, Delayed = agent.Delayed, Leased = agent.Leased, Done = agent.Done, Dead = agent.Dead, OldestWaiting = agent.OldestWaiting,
    };
}
