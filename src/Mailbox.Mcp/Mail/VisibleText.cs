using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mailbox.Mcp.Mail;

/// <summary>Other people's text as it can be shown: control and invisible characters, those that turn the direction of writing among them, as <c>\u{202E}</c>.</summary>
internal static class VisibleText
{
    private const int NameLength = 80;

    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !IsUnseen(rune))
            {
                shown.Append(rune.ToString());
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
            }
        }

        return shown.ToString();
    }

    /// <summary>The same for every string of a JSON value, names of properties included.</summary>
    public static JsonNode? Of(JsonNode? value) => value switch
    {
        JsonObject properties => new JsonObject(properties.GroupBy(static pair => Of(pair.Key), StringComparer.Ordinal).Select(static pair => KeyValuePair.Create(pair.Key, Of(pair.Last().Value)))),
        JsonArray items => new JsonArray([.. items.Select(Of)]),
        JsonValue text when text.TryGetValue<string>(out var found) => JsonValue.Create(Of(found)),
        _ => value?.DeepClone(),
    };

    /// <summary>A name or subject: one line, and not too long.</summary>
    public static string Line(string text)
    {
        var line = Of(text).Replace("\n", " ", StringComparison.Ordinal).Replace("\t", " ", StringComparison.Ordinal);
        return line.Length <= NameLength ? line : line[..(char.IsHighSurrogate(line[NameLength - 1]) ? NameLength - 1 : NameLength)] + "…";
    }

    /// <summary>What no font shows: by category, and what Unicode calls default ignorable (DerivedCoreProperties.txt), among it the variation selectors and tags that can carry hidden text.</summary>
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
