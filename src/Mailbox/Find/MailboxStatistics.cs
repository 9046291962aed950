namespace Mailbox;

/// <summary>The team's messages at one moment, in all and by agent.</summary>
public sealed record MailboxStatistics
{
    /// <summary>One for each agent with a mailbox, by name.</summary>
    public required IReadOnlyList<AgentStatistics> Agents { get; init; }

    /// <summary>To be claimed, by all agents.</summary>
    public int Waiting => Agents.Sum(agent => agent.Waiting);

    /// <summary>Claimed, of all agents.</summary>
    public int Leased => Agents.Sum(agent => agent.Leased);

    /// <summary>Acknowledged, of all agents.</summary>
    public int Done => Agents.Sum(agent => agent.Done);

    /// <summary>Dead letters, of all agents.</summary>
    public int Dead => Agents.Sum(agent => agent.Dead);

    /// <summary>When the oldest lease of all was taken.</summary>
    public DateTimeOffset? OldestLease => Agents.Min(agent => agent.OldestLease);
}
