using System.Text.Json;
using System.Text.Json.Serialization;
using Mailbox.Files.Documents;

namespace Mailbox.Topics;

[JsonSerializable(typeof(SubscriptionDocument))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class TopicJson : JsonSerializerContext
{
    private static TopicJson? _documents;

    // Not in an initializer: the other half of this class has some of its own, and nothing says whose run first.
    public static TopicJson Documents => _documents ??= new(DocumentOptions.Of(Default.Options));
}
