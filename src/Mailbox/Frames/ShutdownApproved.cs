using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>An agent agrees to end, and does.</summary>
/// <param name="RequestId">That of the <see cref="ShutdownRequest"/>.</param>
/// <param name="From">The agent.</param>
/// <param name="Timestamp">When.</param>
/// <param name="PaneId">The terminal pane it ran in.</param>
/// <param name="BackendType">What ran it; Mailbox says <c>mailbox</c>.</param>
[Payload(TypeName)]
public sealed record ShutdownApproved(
    string RequestId, string From, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp, string? PaneId = null, string? BackendType = null)
{
    internal const string TypeName = "shutdown_approved";
}
