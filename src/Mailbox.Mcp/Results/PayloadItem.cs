using System.ComponentModel;
using System.Text.Json;

namespace Mailbox.Mcp.Results;

/// <summary>A payload type.</summary>
internal sealed record PayloadItem
{
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    [Description("The agents that handle it and are alive.")]
    public IReadOnlyList<string> HandledBy { get; init; } = [];

    [Description("The type name of the payload that answers it, or string for text; absent when it asks for no answer.")]
    public string? Response { get; init; }

    [Description("Its JSON Schema: what you pass as payload must match it.")]
    public JsonElement? Schema { get; init; }
}
