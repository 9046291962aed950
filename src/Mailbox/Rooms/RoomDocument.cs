using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Rooms;

/// <summary><c>rooms/&lt;room&gt;/room.json</c>: what the room is, and who is in it.</summary>
internal sealed record RoomDocument
{
    public int Format { get; init; } = 1;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Visibility { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyList<RoomMember> Members { get; init; }

    public IReadOnlyList<string>? Invited { get; init; }

    /// <summary>What a later version wrote.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public bool Has(string agent) => Members.Any(member => member.Name == agent);
}
