using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>What was removed, or would have been.</summary>
internal sealed record CleanResult
{
    [Description("True when nothing was removed, only counted.")]
    public bool DryRun { get; init; }

    public int Messages { get; init; }

    public int Copies { get; init; }

    public int Temporary { get; init; }

    public int Posts { get; init; }

    public int Publications { get; init; }

    public int Tasks { get; init; }
}
