namespace Mailbox;

/// <summary>What to change about a task; what is null stays as it is.</summary>
public sealed record TaskUpdate
{
    /// <summary>What it is, in a few words.</summary>
    public string? Subject { get; init; }

    /// <summary>What is to be done.</summary>
    public string? Description { get; init; }

    /// <summary>What Claude Code shows while it is worked on.</summary>
    public string? ActiveForm { get; init; }

    /// <summary>How urgent it is.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The agent that is to do it, which gets a <see cref="TaskAssignment"/>; an empty text takes it from its owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Further tasks that must be done before.</summary>
    public IReadOnlyList<string> AddBlockedBy { get; init; } = [];

    /// <summary>Tasks that need not be done before any more.</summary>
    public IReadOnlyList<string> RemoveBlockedBy { get; init; } = [];
}
