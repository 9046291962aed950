using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>The task that was claimed, if there was one.</summary>
internal sealed record ClaimedTask
{
    [Description("Absent when there is none now that you may have.")]
    public TaskItem? Task { get; init; }
}
