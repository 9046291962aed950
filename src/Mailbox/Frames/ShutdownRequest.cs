using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A Claude Code lead asks an agent to end. Unless a handler takes it, <see cref="AgentMailbox.RunAsync(IMessageHandler, CancellationToken)"/> drains, approves and ends.</summary>
/// <param name="RequestId">To be echoed in the answer.</param>
/// <param name="From">The lead.</param>
/// <param name="Reason">Why.</param>
/// <param name="Timestamp">When.</param>
[Payload(TypeName)]
public sealed record ShutdownRequest(string RequestId, string From, string? Reason, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp)
{
    internal const string TypeName = "shutdown_request";
}
