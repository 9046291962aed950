namespace Mailbox.Inspector.Live;

/// <summary>A room at a glance.</summary>
internal sealed record RoomView(string Name, string? Description, RoomVisibility Visibility, IReadOnlyList<string> Members, long LastPost);
