namespace Mailbox;

/// <summary>An agent as others see it: what its card tells, or, for a member of Claude Code that never registered, what the team's config tells.</summary>
public sealed record AgentInfo
{
    /// <summary>Its name, by which messages are addressed.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, if it says.</summary>
    public string? Description { get; init; }

    /// <summary>What it can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The payloads it handles.</summary>
    public IReadOnlyList<AgentPayload> Payloads { get; init; } = [];

    /// <summary>What kind of program it is: <c>csharp</c>, <c>claude-code</c>, or whatever it says.</summary>
    public required string Harness { get; init; }

    /// <summary>The machine it runs on; null when nobody has said.</summary>
    public string? Device { get; init; }

    /// <summary>The process that runs it, as <c>PID:START@SPACE</c>; null when none does or it is not known. Of several, the one that gave a sign of life last.</summary>
    public string? Process { get; init; }

    /// <summary>How many processes run under this name.</summary>
    public int Processes { get; init; }

    /// <summary>What it is doing.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>When it last gave a sign of life, by the clock of its machine; null when it never did.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Who sees it.</summary>
    public AgentVisibility Visibility { get; init; } = AgentVisibility.Visible;

    /// <summary>Whatever else it tells.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>True for an agent that reads its mail through Mailbox; false for a lead or teammate of Claude Code.</summary>
    public bool IsMailbox { get; init; }

    /// <summary>True unless it is offline.</summary>
    public bool IsAlive => Status != AgentStatus.Offline;

    /// <summary>Whether it has this capability, in whatever case.</summary>
    public bool Can(string capability) => Capabilities.Contains(capability, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it handles this payload.</summary>
    /// <param name="payload">The payload's type name.</param>
    public bool Handles(string payload) => Payloads.Any(handled => handled.Name == payload);
}
