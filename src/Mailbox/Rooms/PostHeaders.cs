using System.Globalization;

namespace Mailbox.Rooms;

/// <summary>The headers by which a member's copy of a post tells where it comes from.</summary>
internal static class PostHeaders
{
    public const string Room = "room";
    public const string Number = "room_post";

    public static IReadOnlyDictionary<string, string> Add(IReadOnlyDictionary<string, string> headers, string room, long number) =>
        new Dictionary<string, string>(headers, StringComparer.Ordinal) { [Room] = room, [Number] = number.ToString(CultureInfo.InvariantCulture) };
}
