namespace Mailbox;

/// <summary>Which tasks an agent claims, and from whom.</summary>
public sealed record TaskWorkOptions
{
    internal static TaskWorkOptions Default { get; } = new();

    /// <summary>Only tasks with a payload of one of these types; empty means all, those in plain words included.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What the agent can do; default what its profile says.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Whether to take over what an agent holds that has died or fallen silent, and, while idle, what an overloaded one has not begun. Default true.</summary>
    public bool Steals { get; init; } = true;

    /// <summary>From how many open tasks of its own on an agent counts as overloaded; default 3.</summary>
    public int OverloadedFrom { get; init; } = 3;

    /// <summary>Whether to take over tasks of leads and teammates of Claude Code, too, once their session has ended. Default false.</summary>
    public bool StealsFromClaudeCode { get; init; }

    /// <summary>How many tasks <c>RunAsync</c> works on at a time. Default 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Makes <c>RunAsync</c> claim no more and end when the handlers that run are done, which its own token would cancel. Default never.</summary>
    public CancellationToken StopClaiming { get; init; }

    internal TaskWorkOptions Validate() => OverloadedFrom >= 1 && Concurrency >= 1
        ? this
        : throw new InvalidMailboxOptionsException([$"{nameof(OverloadedFrom)} and {nameof(Concurrency)} must be at least 1; they are {OverloadedFrom} and {Concurrency}."]);
}
