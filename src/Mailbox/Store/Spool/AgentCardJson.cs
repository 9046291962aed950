using System.Text.Json.Serialization;

namespace Mailbox.Store.Spool;

[JsonSerializable(typeof(AgentCard))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class AgentCardJson : JsonSerializerContext;
