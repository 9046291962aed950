namespace Mailbox;

/// <summary>Which tasks to list. Every property that is set must match; an empty query lists all, the oldest first.</summary>
public sealed record TaskQuery
{
    /// <summary>Any of these; empty means all.</summary>
    public IReadOnlyList<TaskState> States { get; init; } = [];

    /// <summary>The agent that has it, or is meant to.</summary>
    public string? Owner { get; init; }

    /// <summary>The payload's type name.</summary>
    public string? Type { get; init; }

    /// <summary>True: the newest first. Default: the oldest first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>How many at the most; default 100.</summary>
    public int Limit { get; init; } = 100;
}
