using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Agents;

/// <summary><c>agents/&lt;agent&gt;/agent.json</c>: who the agent is, and which processes run it.</summary>
internal sealed record CardDocument
{
    public int Format { get; init; } = 1;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public IReadOnlyList<CardPayload>? Payloads { get; init; }

    public string? Harness { get; init; }

    public string? Device { get; init; }

    public string? Visibility { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>True once it has left the team; its mail is still here.</summary>
    public bool? Left { get; init; }

    public IReadOnlyList<CardSession>? Sessions { get; init; }

    /// <summary>What a later version wrote.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
