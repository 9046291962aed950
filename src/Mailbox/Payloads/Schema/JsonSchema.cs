using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Payloads;

/// <summary>A JSON Schema that values are compared with. Only what <see cref="SchemaReader"/> knows is looked at.</summary>
internal sealed class JsonSchema
{
    private readonly SchemaNode _root;

    private JsonSchema(SchemaNode root) => _root = root;

    public static JsonSchema Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 256 });
        return new JsonSchema(new SchemaReader(document.RootElement.Clone()).Read());
    }

    /// <summary>The schema without what only programs need.</summary>
    public static string ForReaders(string schema)
    {
        const string Dialect = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",";
        return schema.Replace(Dialect, "", StringComparison.Ordinal);
    }

    /// <summary>What is wrong with a text; its <c>type</c> may be missing, and must be the payload's name if it is there.</summary>
    public IReadOnlyList<PayloadFault> Validate(string json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = PayloadFrame.MaxDepth });
        }
        catch (JsonException e)
        {
            return [new PayloadFault("$", "a JSON object", $"no JSON: {e.Message}")];
        }

        using (document)
        {
            var walk = new SchemaWalk();
            try
            {
                Compare(walk, document.RootElement, name);
            }
            catch (InvalidOperationException)
            {
                walk.Faults.Add(new PayloadFault("$", "names of Unicode characters", "a name with half a surrogate pair, which JSON can escape and nothing else hold"));
            }

            return walk.Faults;
        }
    }

    private void Compare(SchemaWalk walk, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type"u8, out var type) && !(type.ValueKind == JsonValueKind.String && JsonValues.TextOf(type) == name))
        {
            walk.Faults.Add(new PayloadFault("$.type", $"\"{name}\", or no type", JsonValues.Show(type)));
        }

        walk.Compare(_root, value);
    }
}
