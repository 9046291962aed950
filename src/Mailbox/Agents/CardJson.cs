using System.Text.Json;
using System.Text.Json.Serialization;
using Mailbox.Files.Documents;

namespace Mailbox.Agents;

[JsonSerializable(typeof(CardDocument))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class CardJson : JsonSerializerContext
{
    private static CardJson? _documents;

    // Not in an initializer: the other half of this class has some of its own, and nothing says whose run first.
    public static CardJson Documents => _documents ??= new(DocumentOptions.Of(Default.Options));
}
