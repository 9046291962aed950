using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>An agent does not agree to end.</summary>
/// <param name="RequestId">That of the <see cref="ShutdownRequest"/>.</param>
/// <param name="From">The agent.</param>
/// <param name="Reason">Why.</param>
/// <param name="Timestamp">When.</param>
[Payload(TypeName)]
public sealed record ShutdownRejected(string RequestId, string From, string Reason, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp)
{
    internal const string TypeName = "shutdown_rejected";
}
