using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A Claude Code teammate tells its lead that it waits for work.</summary>
/// <param name="From">The teammate.</param>
/// <param name="Timestamp">When.</param>
/// <param name="IdleReason"><c>available</c>, <c>interrupted</c> or <c>failed</c>.</param>
/// <param name="Result">What it has done.</param>
/// <param name="Summary">The same in a few words.</param>
/// <param name="CompletedTaskId">The task it has ended.</param>
/// <param name="CompletedStatus">How the task ended.</param>
/// <param name="FailureReason">Why it failed.</param>
[Payload(TypeName)]
public sealed record IdleNotification(
    string From,
    [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp,
    string? IdleReason = null,
    string? Result = null,
    string? Summary = null,
    string? CompletedTaskId = null,
    string? CompletedStatus = null,
    string? FailureReason = null)
{
    internal const string TypeName = "idle_notification";
}
