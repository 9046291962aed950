namespace Mailbox;

/// <summary>The type names of Agent Teams' structured messages.</summary>
internal static class AgentTeamsFrames
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        IdleNotification.TypeName, TaskAssignment.TypeName, ShutdownRequest.TypeName, ShutdownApproved.TypeName, ShutdownRejected.TypeName, PlanApprovalRequest.TypeName,
        PlanApprovalResponse.TypeName, TaskCompleted.TypeName, PermissionRequest.TypeName, PermissionResponse.TypeName, TeammateTerminated.TypeName,
    };

    public static bool Contains(string? type) => type is not null && Names.Contains(type);
}
