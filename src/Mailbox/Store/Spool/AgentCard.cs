using System.Text.Json.Serialization;

namespace Mailbox.Store.Spool;

/// <summary><c>agent.json</c>: whose folder this is. Different names can make the same folder name; the card tells which one has it.</summary>
internal sealed record AgentCard([property: JsonPropertyName("format")] int Format, [property: JsonPropertyName("name")] string Name);
