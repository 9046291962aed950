using System.Text.Json;

namespace Mailbox.Agents;

/// <summary>A payload that an agent handles, as its card tells.</summary>
internal sealed record CardPayload(string Name, JsonElement Schema, string? Description = null, string? Response = null);
