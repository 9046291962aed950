using System.Collections.Generic;

namespace Mailbox.Generators.Parsing;

/// <summary>The scalars that System.Text.Json reads and writes: their converter in JsonMetadataServices, and their JSON Schema.</summary>
internal static class KnownValues
{
    private const string Time = "^-?(\\\\d+\\\\.)?\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$";

    private static readonly Dictionary<string, (string Converter, string Schema)> All = new()
    {
        ["bool"] = ("BooleanConverter", """{"type":"boolean"}"""),
        ["byte"] = ("ByteConverter", Integer("uint8")),
        ["sbyte"] = ("SByteConverter", Integer("int8")),
        ["short"] = ("Int16Converter", Integer("int16")),
        ["ushort"] = ("UInt16Converter", Integer("uint16")),
        ["int"] = ("Int32Converter", Integer("int32")),
        ["uint"] = ("UInt32Converter", Integer("uint32")),
        ["long"] = ("Int64Converter", Integer("int64")),
        ["ulong"] = ("UInt64Converter", Integer("uint64")),
        ["float"] = ("SingleConverter", """{"type":"number"}"""),
        ["double"] = ("DoubleConverter", """{"type":"number"}"""),
        ["decimal"] = ("DecimalConverter", """{"type":"number"}"""),
        ["char"] = ("CharConverter", """{"type":"string","minLength":1,"maxLength":1}"""),
        ["string"] = ("StringConverter", """{"type":"string"}"""),
        ["byte[]"] = ("ByteArrayConverter", """{"type":"string","contentEncoding":"base64"}"""),
        ["global::System.Guid"] = ("GuidConverter", """{"type":"string","format":"uuid"}"""),
        ["global::System.DateTime"] = ("DateTimeConverter", """{"type":"string","format":"date-time"}"""),
        ["global::System.DateTimeOffset"] = ("DateTimeOffsetConverter", """{"type":"string","format":"date-time"}"""),
        ["global::System.DateOnly"] = ("DateOnlyConverter", """{"type":"string","format":"date"}"""),
        ["global::System.TimeOnly"] = ("TimeOnlyConverter", """{"type":"string","format":"time"}"""),
        ["global::System.TimeSpan"] = ("TimeSpanConverter", $$"""{"type":"string","description":"[-][d.]hh:mm:ss[.fffffff]","pattern":"{{Time}}"}"""),
        ["global::System.Uri"] = ("UriConverter", """{"type":"string","format":"uri-reference"}"""),
        ["global::System.Version"] = ("VersionConverter", """{"type":"string","pattern":"^\\d+(\\.\\d+){1,3}$"}"""),
        ["global::System.Text.Json.JsonElement"] = ("JsonElementConverter", "{}"),
        ["global::System.Text.Json.Nodes.JsonNode"] = ("JsonNodeConverter", "{}"),
        ["global::System.Text.Json.Nodes.JsonObject"] = ("JsonObjectConverter", """{"type":"object"}"""),
        ["global::System.Text.Json.Nodes.JsonArray"] = ("JsonArrayConverter", """{"type":"array"}"""),
    };

    /// <summary>What can be a dictionary's key.</summary>
    public static bool CanBeKey(string fullName) => fullName is "string" or "int" or "long" or "short" or "byte" or "uint" or "ulong" or "global::System.Guid" or "global::System.Uri";

    public static bool TryGet(string fullName, out string converter, out string schema)
    {
        var isKnown = All.TryGetValue(fullName, out var value);
        (converter, schema) = value;
        return isKnown;
    }

    /// <summary>With a format of the OpenAPI registry (spec.openapis.org/registry/format), which says in one word what the range is.</summary>
    private static string Integer(string format) => $$"""{"type":"integer","format":"{{format}}"}""";
}
