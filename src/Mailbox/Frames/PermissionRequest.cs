using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A teammate asks its lead whether it may use a tool.</summary>
/// <param name="RequestId">To be echoed in the answer.</param>
/// <param name="AgentId">The teammate, as <c>name@team</c>.</param>
/// <param name="ToolName">The tool.</param>
/// <param name="ToolUseId">The model's id for this use of it.</param>
/// <param name="Description">What it would do.</param>
/// <param name="Input">The tool's input.</param>
/// <param name="PermissionSuggestions">Rules that the lead could add.</param>
[Payload(TypeName)]
public sealed record PermissionRequest(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("agent_id")] string? AgentId,
    [property: JsonPropertyName("tool_name")] string? ToolName,
    [property: JsonPropertyName("tool_use_id")] string? ToolUseId,
    string? Description,
    JsonElement? Input,
    [property: JsonPropertyName("permission_suggestions")] JsonElement? PermissionSuggestions)
{
    internal const string TypeName = "permission_request";
}
