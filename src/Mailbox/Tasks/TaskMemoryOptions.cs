namespace Mailbox;

/// <summary>What comes with a claimed task of what earlier ones taught.</summary>
public sealed record TaskMemoryOptions
{
    /// <summary>False: nothing. Default true.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>How many lessons at the most: first of tasks with the same payload type, then by how much their words have in common. Default 3.</summary>
    public int MaxLessons { get; init; } = 3;

    /// <summary>How many characters all of them together may take; default 4000.</summary>
    public int MaxCharacters { get; init; } = 4000;
}
