namespace Mailbox.Tasks;

/// <summary>What Agent Teams keeps about a task.</summary>
internal sealed record TaskFields
{
    public const string Pending = "pending";
    public const string InProgress = "in_progress";
    public const string Completed = "completed";

    public required string Subject { get; init; }

    public string Description { get; init; } = "";

    public string? ActiveForm { get; init; }

    public string? Owner { get; init; }

    public string Status { get; init; } = Pending;

    public IReadOnlyList<string> Blocks { get; init; } = [];

    public IReadOnlyList<string> BlockedBy { get; init; } = [];

    /// <summary>A row that Claude Code keeps for itself.</summary>
    public bool IsInternal { get; init; }
}
