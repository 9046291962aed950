using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Mailbox.Json;

/// <summary>Reading strings as JavaScript does: what UTF-16 or UTF-8 cannot hold becomes U+FFFD instead of an error.</summary>
internal static class JsonText
{
    public static string ReadString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, escaped, or bytes that are no UTF-8: JSON.stringify can write the first, a torn writer the second.
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    /// <summary>The text without a byte order mark, which Windows editors like to put first.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private static string Unescape(string raw)
    {
        var output = new ArrayBufferWriter<char>(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                output.Write([raw[i]]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                output.Write([(char)Convert.ToInt32(raw.Substring(i + 1, 4), 16)]);
                i += 4;
            }
            else
            {
                output.Write([raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other }]);
            }
        }

        return new string(output.WrittenSpan).ReplaceLoneSurrogates();
    }

    private static string ReplaceLoneSurrogates(this string text) =>
        Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text));
}
