using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mailbox.Payloads;

/// <summary>One schema, read once: what its keywords say, ready to be compared with values.</summary>
internal sealed class SchemaNode
{
    /// <summary>Takes anything.</summary>
    public static SchemaNode Any { get; } = new();

    /// <summary>The types it takes; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<JsonElement>? Enum { get; init; }

    public JsonElement? Const { get; init; }

    public string? Format { get; init; }

    public Regex? Pattern { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>What an object's properties must be, by name.</summary>
    public IReadOnlyList<SchemaProperty> Properties { get; set; } = [];

    /// <summary>What a property must be that is not among <see cref="Properties"/>.</summary>
    public SchemaNode? Others { get; set; }

    public SchemaNode? Items { get; set; }

    public IReadOnlyList<SchemaNode> AnyOf { get; set; } = [];

    /// <summary>What is expected, in words.</summary>
    public string Describe()
    {
        if (Const is { } only)
        {
            return only.GetRawText();
        }

        if (Enum is { } names)
        {
            return "one of " + string.Join(", ", names.Select(static name => name.GetRawText()));
        }

        var types = string.Join(" or ", Types.Select(static type => type switch
        {
            "null" => "null",
            "integer" or "object" or "array" => "an " + type,
            _ => "a " + type,
        }));
        return (types.Length == 0 ? "a value" : types) + (Format is not null ? $" of format {Format}" : Pattern is not null ? $" that matches {Pattern}" : "");
    }
}
