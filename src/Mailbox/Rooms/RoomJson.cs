using System.Text.Json;
using System.Text.Json.Serialization;
using Mailbox.Files.Documents;

namespace Mailbox.Rooms;

[JsonSerializable(typeof(RoomDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RoomJson : JsonSerializerContext
{
    private static RoomJson? _documents;

    // Not in an initializer: the other half of this class has some of its own, and nothing says whose run first.
    public static RoomJson Documents => _documents ??= new(DocumentOptions.Of(Default.Options));
}
