using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A teammate tells its lead that a task is done.</summary>
/// <param name="From">The teammate.</param>
/// <param name="TaskId">The task's id.</param>
/// <param name="TaskSubject">What it was, in a few words.</param>
/// <param name="Timestamp">When.</param>
[Payload(TypeName)]
public sealed record TaskCompleted(string? From, string TaskId, string? TaskSubject = null, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset? Timestamp = null)
{
    internal const string TypeName = "task_completed";
}
