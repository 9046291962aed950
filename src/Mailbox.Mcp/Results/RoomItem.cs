using System.ComponentModel;
using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>A room.</summary>
internal sealed record RoomItem
{
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    [Description("public, private or secret.")]
    public RoomVisibility Visibility { get; init; }

    public string CreatedBy { get; init; } = "";

    public bool IsMember { get; init; }

    public bool IsInvited { get; init; }

    public IReadOnlyList<string> Members { get; init; } = [];

    [Description("The number of the last post.")]
    public long LastPost { get; init; }

    public static RoomItem Of(RoomInfo room) => new()
    {
        Name = VisibleText.Line(room.Name),
        Description = room.Description is null ? null : FencedText.Of("description", "a member", $"of room {room.Name}", room.Description),
        Visibility = room.Visibility,
        CreatedBy = VisibleText.Line(room.CreatedBy),
        IsMember = room.IsMember,
        IsInvited = room.IsInvited,
        Members = [.. room.Members.Select(VisibleText.Line)],
        LastPost = room.LastPost,
    };
}
