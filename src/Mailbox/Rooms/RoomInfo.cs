namespace Mailbox;

/// <summary>A room at one moment.</summary>
public sealed record RoomInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who sees and joins it.</summary>
    public required RoomVisibility Visibility { get; init; }

    /// <summary>The agent that made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its members, in the order they joined; empty for whoever may not know them.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Whether the one who asks is a member.</summary>
    public bool IsMember { get; init; }

    /// <summary>Whether the one who asks is invited, and has not joined yet.</summary>
    public bool IsInvited { get; init; }

    /// <summary>The number of its last post; 0 when there is none.</summary>
    public long LastPost { get; init; }
}
