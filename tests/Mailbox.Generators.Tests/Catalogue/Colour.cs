using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

public enum Colour
{
    Red,
    DarkGreen = 7,

    [JsonStringEnumMemberName("sky-blue")]
    Blue = -1,
}
