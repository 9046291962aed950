namespace Mailbox;

/// <summary>A member of a team, as its <c>config.json</c> tells.</summary>
public sealed record TeamMember
{
    /// <summary>Its name, by which messages are addressed.</summary>
    public required string Name { get; init; }

    /// <summary><c>name@team</c>; not used for addressing.</summary>
    public string? AgentId { get; init; }

    /// <summary>Such as <c>team-lead</c>, <c>general-purpose</c> or <c>external</c>.</summary>
    public string? AgentType { get; init; }

    /// <summary>The model it runs on, if it is a Claude Code teammate.</summary>
    public string? Model { get; init; }

    /// <summary>The colour Claude Code shows it in.</summary>
    public string? Color { get; init; }

    /// <summary>When it joined.</summary>
    public DateTimeOffset? JoinedAt { get; init; }

    /// <summary>The folder it works in.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How it runs, such as <c>in-process</c>; <c>mailbox</c> for agents of this library.</summary>
    public string? BackendType { get; init; }

    /// <summary>True for an agent that reads its mail through Mailbox.</summary>
    public bool IsMailbox => BackendType == "mailbox";

    /// <summary>True for the team's lead.</summary>
    public bool IsLead => Name == Teams.TeamNames.Lead || AgentType == Teams.TeamNames.Lead;
}
