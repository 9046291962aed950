namespace Mailbox;

/// <summary>A task at one moment.</summary>
public sealed record TaskInfo
{
    /// <summary>Its id within its list: a decimal number.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Subject { get; init; }

    /// <summary>What is to be done.</summary>
    public string Description { get; init; } = "";

    /// <summary>What Claude Code shows while it is worked on, such as <c>Painting the fence</c>.</summary>
    public string? ActiveForm { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required TaskState State { get; init; }

    /// <summary>The agent that has it, or is meant to.</summary>
    public string? Owner { get; init; }

    /// <summary>The agent that made it; null for one that Claude Code made.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it was made, if it says.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its file was last written.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The payload as JSON, <c>type</c> first; null for a task in plain words.</summary>
    public string? Payload { get; init; }

    /// <summary>The payload's type name; null for a task in plain words.</summary>
    public string? Type { get; init; }

    /// <summary>How urgent it is.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>What an agent must be able to do to claim it.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Before when it is not handed out.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When it becomes a dead letter if nobody has claimed it.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The tasks it depends on, done or not.</summary>
    public IReadOnlyList<string> BlockedBy { get; init; } = [];

    /// <summary>The tasks that depend on it.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>How often it was claimed so far.</summary>
    public int Attempt { get; init; }

    /// <summary>What agents wrote on it, oldest first.</summary>
    public IReadOnlyList<TaskNote> Notes { get; init; } = [];

    /// <summary>Every failed attempt, oldest first.</summary>
    public IReadOnlyList<FailedAttempt> Failures { get; init; } = [];

    /// <summary>What came of it: text, or a payload as JSON.</summary>
    public string? Result { get; init; }

    /// <summary>What it taught, for whoever does something like it next.</summary>
    public string? Lesson { get; init; }

    /// <summary>True for a note that was remembered by hand and was never a task.</summary>
    public bool IsNote { get; init; }

    /// <summary>The file it is in.</summary>
    public required string Path { get; init; }

    /// <summary>Whether nothing more will become of it unless somebody steps in.</summary>
    public bool IsFinal => State is TaskState.Done or TaskState.Dead or TaskState.Cancelled;
}
