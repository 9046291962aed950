using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mailbox.Payloads;

/// <summary>
/// Reads a JSON Schema (draft 2020-12) of the kind that the generator writes: type, properties, required, items, additionalProperties, enum,
/// const, anyOf, $ref into $defs, format, pattern, minLength and maxLength. Other keywords are ignored, as the draft asks of those one does not know.
/// </summary>
internal sealed class SchemaReader(JsonElement root)
{
    private readonly Dictionary<string, SchemaNode> _defined = new(StringComparer.Ordinal);

    public SchemaNode Read() => Define("#", root);

    private SchemaNode Read(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return SchemaNode.Any; // true: anything goes.
        }

        if (schema.TryGetProperty("$ref"u8, out var reference))
        {
            return Follow(reference.GetString()!);
        }

        var node = Scalars(schema);
        Fill(node, schema);
        return node;
    }

    /// <summary>What is defined is known before it is read, for it may refer to itself.</summary>
    private SchemaNode Define(string name, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return SchemaNode.Any;
        }

        var node = _defined[name] = Scalars(schema);
        Fill(node, schema);
        return node;
    }

    private SchemaNode Follow(string reference)
    {
        const string Prefix = "#/$defs/";
        return _defined.TryGetValue(reference, out var known) ? known
            : reference.StartsWith(Prefix, StringComparison.Ordinal) && root.TryGetProperty("$defs"u8, out var definitions) && definitions.TryGetProperty(reference[Prefix.Length..], out var found)
                ? Define(reference, found)
                : throw new JsonException($"The schema refers to '{reference}', which it does not define.");
    }

    private static SchemaNode Scalars(JsonElement schema) => new()
    {
        Types = !schema.TryGetProperty("type"u8, out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static one => one.GetString()!)]
            : [type.GetString()!],
        Enum = schema.TryGetProperty("enum"u8, out var names) ? [.. names.EnumerateArray()] : null,
        Const = schema.TryGetProperty("const"u8, out var only) ? only : null,
        Format = schema.TryGetProperty("format"u8, out var format) ? format.GetString() : null,
        Pattern = schema.TryGetProperty("pattern"u8, out var pattern) ? new Regex(pattern.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null,
        MinLength = schema.TryGetProperty("minLength"u8, out var least) ? least.GetInt32() : null,
        MaxLength = schema.TryGetProperty("maxLength"u8, out var most) ? most.GetInt32() : null,
    };

    private void Fill(SchemaNode node, JsonElement schema)
    {
        HashSet<string> required = schema.TryGetProperty("required"u8, out var names) ? [.. names.EnumerateArray().Select(static name => name.GetString()!)] : [];
        List<SchemaProperty> properties = schema.TryGetProperty("properties"u8, out var listed)
            ? [.. listed.EnumerateObject().Select(property => new SchemaProperty(property.Name, Read(property.Value), required.Remove(property.Name)))]
            : [];
        properties.AddRange(required.Select(static name => new SchemaProperty(name, SchemaNode.Any, IsRequired: true)));
        node.Properties = properties;
        node.Others = schema.TryGetProperty("additionalProperties"u8, out var others) ? Read(others) : null;
        node.Items = schema.TryGetProperty("items"u8, out var items) ? Read(items) : null;
        node.AnyOf = schema.TryGetProperty("anyOf"u8, out var choices) ? [.. choices.EnumerateArray().Select(Read)] : [];
    }
}
