using System.Text.Json;
using System.Text.Json.Serialization;
using Mailbox.Files.Documents;

namespace Mailbox.Tasks;

[JsonSerializable(typeof(TaskDetails))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class TaskJson : JsonSerializerContext
{
    private static TaskJson? _documents;
    private static TaskJson? _compact;

    // Not in an initializer: the other half of this class has some of its own, and nothing says whose run first.
    public static TaskJson Compact => _compact ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = false, Encoder = Json.JsonStringifyEncoder.Instance });

    public static TaskJson Documents => _documents ??= new(DocumentOptions.Of(Default.Options));
}
