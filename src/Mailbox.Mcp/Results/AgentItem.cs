using System.ComponentModel;
using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>An agent.</summary>
internal sealed record AgentItem
{
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    [Description("Type names of the payloads it handles; describe_payload shows their schemas.")]
    public IReadOnlyList<string> Payloads { get; init; } = [];

    [Description("active, idle, busy or offline. Mail for one that is offline waits for it.")]
    public AgentStatus Status { get; init; }

    public string Harness { get; init; } = "";

    public DateTimeOffset? LastSeen { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public static AgentItem Of(AgentInfo agent) => new()
    {
        Name = VisibleText.Line(agent.Name),
        Description = agent.Description is null ? null : FencedText.Of("description", agent.Name, "of the agent", agent.Description),
        Capabilities = [.. agent.Capabilities.Select(VisibleText.Line)],
        Payloads = [.. agent.Payloads.Select(static payload => VisibleText.Line(payload.Name))],
        Status = agent.Status,
        Harness = VisibleText.Line(agent.Harness),
        LastSeen = agent.LastSeen,
        Metadata = agent.Metadata.Count == 0 ? null : Show(agent.Metadata),
    };

    /// <summary>Two keys may look the same once what cannot be seen is shown; then the last one counts.</summary>
    private static Dictionary<string, string> Show(IReadOnlyDictionary<string, string> metadata)
    {
        Dictionary<string, string> shown = new(StringComparer.Ordinal);
        foreach (var (key, value) in metadata)
        {
            shown[VisibleText.Line(key)] = VisibleText.Line(value);
        }

        return shown;
    }
}
