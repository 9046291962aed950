using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A task of Claude Code's task list was given to an agent.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="Subject">What it is, in a few words.</param>
/// <param name="Description">What is to be done.</param>
/// <param name="AssignedBy">Who assigned it.</param>
/// <param name="Timestamp">When.</param>
[Payload(TypeName)]
public sealed record TaskAssignment(
    string TaskId, string Subject, string Description, string AssignedBy, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp)
{
    internal const string TypeName = "task_assignment";
}
