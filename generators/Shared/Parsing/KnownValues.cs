using System.Collections.Generic;

namespace Mailbox.Generators.Parsing;

/// <summary>The scalars that System.Text.Json reads and writes: their converter in JsonMetadataServices, and their JSON Schema.</summary>
internal static class KnownValues
{
    private const string Time = "^-?(\\\\d+\\\\.)?\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$";

    private static readonly Dictionary<string, (string Converter, string Schema)> All = new()
    {
        ["bool"] = ("BooleanConverter", """{"type":"boolean"}"""),
        ["byte"] = ("ByteConverter", Integer("0", "255")),
        ["sbyte"] = ("SByteConverter", Integer("-128", "127")),
        ["short"] = ("Int16Converter", Integer("-32768", "32767")),
        ["ushort"] = ("UInt16Converter", Integer("0", "65535")),
        ["int"] = ("Int32Converter", Integer("-2147483648", "2147483647")),
        ["uint"] = ("UInt32Converter", Integer("0", "4294967295")),
        ["long"] = ("Int64Converter", Integer("-9223372036854775808", "9223372036854775807")),
        ["ulong"] = ("UInt64Converter", Integer("0", "18446744073709551615")),
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

    private static string Integer(string least, string most) => $$"""{"type":"integer","minimum":{{least}},"maximum":{{most}}}""";
}
