using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Mailbox.Json;

namespace Mailbox.Tests.Json;

public sealed class JsonStringifyEncoderTests
{
    // What node prints for JSON.stringify of the same string.
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("é 世界 😀 \u00a0\u2028 <>&'+", "\"é 世界 😀 \u00a0\u2028 <>&'+\"")]
    [InlineData("\"\\/\b\t\n\f\r", "\"\\\"\\\\/\\b\\t\\n\\f\\r\"")]
    [InlineData("\u0000\u001f\u007f", "\"\\u0000\\u001f\u007f\"")]
    public void Strings_are_written_as_JavaScript_writes_them(string text, string json) => Assert.Equal(json, Write(text));

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() => Assert.Equal("\"a\ufffdb\"", Write("a\ud800b"));

    [Fact]
    public void Every_string_that_UTF8_can_hold_reads_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<UnicodeString>(), text => JsonSerializer.Deserialize<string>(Write(text.Get)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get))));

    private static string Write(string text)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonStringifyEncoder.Instance }))
        {
            writer.WriteStringValue(text);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
