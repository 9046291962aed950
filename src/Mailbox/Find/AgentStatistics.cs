namespace Mailbox;

/// <summary>How many messages of one agent are in which state.</summary>
public sealed record AgentStatistics
{
    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>To be claimed now.</summary>
    public int Waiting { get; init; }

    /// <summary>To be claimed later.</summary>
    public int Delayed { get; init; }

    /// <summary>Claimed, with a lease that runs.</summary>
    public int Leased { get; init; }

    /// <summary>Replies whose asker has not come for them.</summary>
    public int AwaitingAsker { get; init; }

    /// <summary>Acknowledged, and still kept.</summary>
    public int Done { get; init; }

    /// <summary>Dead letters, expired ones included.</summary>
    public int Dead { get; init; }

    /// <summary>Sent by this agent to inboxes that are not ours.</summary>
    public int HandedOver { get; init; }

    /// <summary>When the message that waits longest was sent; null when none waits.</summary>
    public DateTimeOffset? OldestWaiting { get; init; }

    /// <summary>When the lease that is held longest was taken; null when none is.</summary>
    public DateTimeOffset? OldestLease { get; init; }
}
