using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A lead answers a <see cref="PlanApprovalRequest"/>.</summary>
/// <param name="RequestId">That of the request.</param>
/// <param name="Approved">Whether the plan may be carried out.</param>
/// <param name="Feedback">What the lead says to it.</param>
/// <param name="Timestamp">When.</param>
/// <param name="PermissionMode">Claude Code's permission mode from now on, such as <c>bypassPermissions</c>.</param>
[Payload(TypeName)]
public sealed record PlanApprovalResponse(
    string RequestId, bool Approved, string? Feedback, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp, string? PermissionMode = null)
{
    internal const string TypeName = "plan_approval_response";
}
