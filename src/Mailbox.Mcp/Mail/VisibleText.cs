using System.Globalization;
using System.Text;

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

    /// <summary>A name or subject: one line, and not too long.</summary>
    public static string Line(string text)
    {
        var line = Of(text).Replace("\n", " ", StringComparison.Ordinal).Replace("\t", " ", StringComparison.Ordinal);
        return line.Length <= NameLength ? line : line[..NameLength] + "…";
    }

    // U+E0000 to U+E007F are tags that no font shows and models read; they are of the category Format, too.
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
