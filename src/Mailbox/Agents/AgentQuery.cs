using System.IO.Enumeration;

namespace Mailbox;

/// <summary>Which agents to find. Every property that is set must match; an empty query finds all that are listed.</summary>
public sealed record AgentQuery
{
    /// <summary>Capabilities that it must all have.</summary>
    public IReadOnlyList<string> AllOf { get; init; } = [];

    /// <summary>Capabilities of which it must have at least one.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>The type name of a payload that it must handle.</summary>
    public string? Payload { get; init; }

    /// <summary>Any of these; empty means all, those offline included.</summary>
    public IReadOnlyList<AgentStatus> Statuses { get; init; } = [];

    /// <summary>A pattern for its name, with <c>*</c> and <c>?</c>, in whatever case.</summary>
    public string? Name { get; init; }

    internal bool Matches(AgentInfo agent) =>
        AllOf.All(agent.Can)
        && (AnyOf.Count == 0 || AnyOf.Any(agent.Can))
        && (Payload is null || agent.Handles(Payload))
        && (Statuses.Count == 0 || Statuses.Contains(agent.Status))
        && (Name is null || FileSystemName.MatchesSimpleExpression(Name, agent.Name, ignoreCase: true));
}
