using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>Tasks.</summary>
internal sealed record TaskItems
{
    public IReadOnlyList<TaskItem> Tasks { get; init; } = [];

    [Description("How many tasks of the whole list are in which state.")]
    public IReadOnlyDictionary<string, int>? Counts { get; init; }
}
