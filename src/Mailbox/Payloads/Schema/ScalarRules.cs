using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mailbox.Payloads;

/// <summary>The keywords of a schema that speak of one value: type, enum, const, format, pattern.</summary>
internal static class ScalarRules
{
    /// <summary>What was expected, when the value is not that; else null.</summary>
    public static string? Check(JsonElement schema, JsonElement value)
    {
        var isRight = HasType(schema, value)
            && (!schema.TryGetProperty("enum"u8, out var names) || names.EnumerateArray().Any(name => JsonElement.DeepEquals(name, value)))
            && (!schema.TryGetProperty("const"u8, out var only) || JsonElement.DeepEquals(only, value))
            && HasSize(schema, value)
            && HasForm(schema, value);
        return isRight ? null : Describe(schema);
    }

    public static string Describe(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "a value";
        }

        if (schema.TryGetProperty("const"u8, out var only))
        {
            return only.GetRawText();
        }

        if (schema.TryGetProperty("enum"u8, out var names))
        {
            return "one of " + string.Join(", ", names.EnumerateArray().Select(static name => name.GetRawText()));
        }

        var types = string.Join(" or ", TypesOf(schema).Select(Article));
        var form = schema.TryGetProperty("format"u8, out var format) ? $" of format {format.GetString()}"
            : schema.TryGetProperty("pattern"u8, out var pattern) ? $" that matches {pattern.GetString()}"
            : "";
        return (types.Length == 0 ? "a value" : types) + form;
    }

    private static string Article(string type) => type switch
    {
        "null" => "null",
        "integer" or "object" or "array" => "an " + type,
        _ => "a " + type,
    };

    private static IEnumerable<string> TypesOf(JsonElement schema) => !schema.TryGetProperty("type"u8, out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(static one => one.GetString()!)
        : [type.GetString()!];

    private static bool HasType(JsonElement schema, JsonElement value)
    {
        var types = TypesOf(schema).ToList();
        return types.Count == 0 || types.Exists(type => type switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && IsInteger(value),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => string.Equals(type, value.ValueKind.ToString(), StringComparison.OrdinalIgnoreCase),
        });
    }

    // The draft counts 1.0 as an integer, System.Text.Json does not; what this lets through must be readable.
    private static bool IsInteger(JsonElement value) => !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');

    // The formats of the OpenAPI registry, spec.openapis.org/registry/format.
    private static bool HasSize(JsonElement schema, JsonElement value) => value.ValueKind != JsonValueKind.Number || !schema.TryGetProperty("format"u8, out var format) || format.GetString() switch
    {
        "uint8" => value.TryGetByte(out _),
        "int8" => value.TryGetSByte(out _),
        "int16" => value.TryGetInt16(out _),
        "uint16" => value.TryGetUInt16(out _),
        "int32" => value.TryGetInt32(out _),
        "uint32" => value.TryGetUInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "uint64" => value.TryGetUInt64(out _),
        _ => true,
    };

    private static bool HasForm(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return true;
        }

        var text = JsonValues.TextOf(value);
        return text is not null && HasFormat(schema, value, text) && HasLength(schema, text)
            && (!schema.TryGetProperty("pattern"u8, out var pattern) || Regex.IsMatch(text, pattern.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    private static bool HasFormat(JsonElement schema, JsonElement value, string text) => !schema.TryGetProperty("format"u8, out var format) || format.GetString() switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _) || value.TryGetDateTime(out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };

    private static bool HasLength(JsonElement schema, string text) =>
        (!schema.TryGetProperty("minLength"u8, out var least) || text.Length >= least.GetInt32())
        && (!schema.TryGetProperty("maxLength"u8, out var most) || text.Length <= most.GetInt32());
}
