using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A teammate asks its lead to approve a plan.</summary>
/// <param name="From">The teammate.</param>
/// <param name="Timestamp">When.</param>
/// <param name="PlanFilePath">Where the plan lies.</param>
/// <param name="PlanContent">The plan.</param>
/// <param name="RequestId">To be echoed in the answer.</param>
[Payload(TypeName)]
public sealed record PlanApprovalRequest(
    string From, [property: JsonConverter(typeof(FrameTimeConverter))] DateTimeOffset Timestamp, string PlanFilePath, string PlanContent, string RequestId)
{
    internal const string TypeName = "plan_approval_request";
}
