namespace Mailbox;

/// <summary>Something that changed about an agent.</summary>
/// <param name="Kind">What.</param>
/// <param name="Agent">The agent as it is now; for one that left, as it was.</param>
/// <param name="Before">What it was doing before; null for one that has just appeared.</param>
public sealed record AgentChange(AgentChangeKind Kind, AgentInfo Agent, AgentStatus? Before);
