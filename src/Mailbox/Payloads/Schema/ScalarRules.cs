using System.Globalization;
using System.Text.Json;

namespace Mailbox.Payloads;

/// <summary>The keywords of a schema that speak of one value: type, enum, const, format, pattern, minLength, maxLength.</summary>
internal static class ScalarRules
{
    public static bool Holds(SchemaNode schema, JsonElement value) =>
        HasType(schema.Types, value)
        && (schema.Enum is not { } names || names.Any(name => JsonElement.DeepEquals(name, value)))
        && (schema.Const is not { } only || JsonElement.DeepEquals(only, value))
        && value.ValueKind switch
        {
            JsonValueKind.Number => HasSize(schema.Format, value),
            JsonValueKind.String => HasForm(schema, value),
            _ => true,
        };

    private static bool HasType(IReadOnlyList<string> types, JsonElement value)
    {
        for (var i = 0; i < types.Count; i++)
        {
            if (IsOf(types[i], value))
            {
                return true;
            }
        }

        return types.Count == 0;
    }

    private static bool IsOf(string type, JsonElement value) => (type, value.ValueKind) switch
    {
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("null", JsonValueKind.Null) => true,

        // The draft counts 1.0 as an integer, System.Text.Json does not; what this lets through must be readable.
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _) || !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
        _ => false,
    };

    // The formats of the OpenAPI registry, spec.openapis.org/registry/format.
    private static bool HasSize(string? format, JsonElement value) => format switch
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

    private static bool HasForm(SchemaNode schema, JsonElement value)
    {
        if (schema.Format is null && schema.Pattern is null && schema.MinLength is null && schema.MaxLength is null)
        {
            return true;
        }

        return JsonValues.TextOf(value) is { } text && HasFormat(schema.Format, value, text)
            && !(text.Length < schema.MinLength) && !(text.Length > schema.MaxLength) && schema.Pattern?.IsMatch(text) != false;
    }

    private static bool HasFormat(string? format, JsonElement value, string text) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _) || value.TryGetDateTime(out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };
}
