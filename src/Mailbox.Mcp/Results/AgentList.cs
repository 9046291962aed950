namespace Mailbox.Mcp.Results;

/// <summary>Agents.</summary>
internal sealed record AgentList
{
    public IReadOnlyList<AgentItem> Agents { get; init; } = [];
}
