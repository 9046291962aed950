namespace Mailbox;

/// <summary>A team as its <c>config.json</c> describes it.</summary>
public sealed record TeamInfo
{
    /// <summary>The team's name, which need not be the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that holds its <c>config.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is for, if it says.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Which generation of Claude Code made it.</summary>
    public required TeamEra Era { get; init; }

    /// <summary>Whether its lead's process runs, at the moment of asking: its end changes nothing in the config.</summary>
    public LeadState Lead => LeadProcess?.IsAlive() switch { true => LeadState.Alive, false => LeadState.Gone, null => LeadState.Unknown };

    /// <summary>Its members, in the order they joined.</summary>
    public required IReadOnlyList<TeamMember> Members { get; init; }

    internal Processes.ProcessIdentity? LeadProcess { get; init; }

    /// <summary>The member of a name, if it is no agent of Mailbox.</summary>
    internal TeamMember? FindOther(string name) => Members.FirstOrDefault(member => member.Name == name && !member.IsMailbox);

    /// <summary>The folder its lead works in, if there is a lead.</summary>
    public string? WorkingDirectory => Members.FirstOrDefault(member => member.IsLead)?.WorkingDirectory;
}
