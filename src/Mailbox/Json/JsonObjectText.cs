using System.Text.Json;

namespace Mailbox.Json;

/// <summary>Changes one property of a JSON object and leaves every other byte of it as it is.</summary>
internal static class JsonObjectText
{
    /// <summary>The object with the property set: its value replaced, or the property added as the last one.</summary>
    /// <param name="json">One JSON object.</param>
    /// <param name="key">A key that needs no escaping.</param>
    /// <param name="value">Any JSON value.</param>
    public static byte[] Set(ReadOnlySpan<byte> json, string key, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue / 2 });
        reader.Read();
        var isEmpty = true;
        (int Start, int End)? found = null;
        var lastEnd = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isWanted = JsonText.ReadString(ref reader) == key; // Foreign names may hold what no .NET string can, and are passed over.
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            lastEnd = (int)reader.BytesConsumed;
            found = isWanted ? (start, lastEnd) : found;
        }

        var output = new MemoryStream(json.Length + value.Length + key.Length + 16);
        if (found is var (from, to))
        {
            output.Write(json[..from]);
            output.Write(value);
            output.Write(json[to..]);
            return output.ToArray();
        }

        var cut = isEmpty ? (int)reader.TokenStartIndex : lastEnd;
        output.Write(json[..cut]);
        output.Write(isEmpty ? "\n    \""u8 : ",\n    \""u8);
        output.Write(System.Text.Encoding.UTF8.GetBytes(key));
        output.Write("\": "u8);
        output.Write(value);
        output.Write(json[cut..]);
        return output.ToArray();
    }
}
