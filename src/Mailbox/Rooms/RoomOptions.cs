namespace Mailbox;

/// <summary>How a room is made.</summary>
public sealed record RoomOptions
{
    internal static RoomOptions Default { get; } = new();

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who may join although one joins by invitation; default nobody. They are not told.</summary>
    public IReadOnlyList<string> Invited { get; init; } = [];

    /// <summary>Who sees and joins it; default <see cref="RoomVisibility.Public"/>.</summary>
    public RoomVisibility Visibility { get; init; } = RoomVisibility.Public;
}
