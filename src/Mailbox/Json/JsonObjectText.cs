using System.Text;
using System.Text.Json;

namespace Mailbox.Json;

/// <summary>Reads and changes one property of a JSON object and leaves every other byte of it as it is.</summary>
internal static class JsonObjectText
{
    /// <summary>The object with the property set: its value replaced, or the property added as the last one.</summary>
    /// <param name="json">One JSON object.</param>
    /// <param name="key">A key that needs no escaping.</param>
    /// <param name="value">Any JSON value.</param>
    /// <param name="indent">How far an added property is indented.</param>
    public static byte[] Set(ReadOnlySpan<byte> json, string key, ReadOnlySpan<byte> value, int indent = 4)
    {
        var place = Find(json, key);
        var output = new MemoryStream(json.Length + value.Length + key.Length + 16);
        if (place.Value is var (from, to))
        {
            output.Write(json[..from]);
            output.Write(value);
            output.Write(json[to..]);
            return output.ToArray();
        }

        output.Write(json[..place.End]);
        output.Write(Encoding.UTF8.GetBytes($"{(place.IsEmpty ? "" : ",")}\n{new string(' ', indent)}\"{key}\": "));
        output.Write(value);
        if (place.IsEmpty)
        {
            output.Write(Encoding.UTF8.GetBytes("\n" + new string(' ', Math.Max(0, indent - 2))));
        }

        output.Write(json[place.End..]);
        return output.ToArray();
    }

    /// <summary>The object without the property, and without the white space before it.</summary>
    public static byte[] Remove(ReadOnlySpan<byte> json, string key)
    {
        var place = Find(json, key);
        if (place.Value is not var (_, to))
        {
            return json.ToArray();
        }

        // With the comma before it; of the first property, with the one behind it.
        var (from, end) = (place.Before, to);
        if (json[from] == (byte)'{')
        {
            from++;
            var comma = 0;
            while (json[to + comma] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                comma++;
            }

            end = json[to + comma] == (byte)',' ? to + comma + 1 : to;
        }

        return [.. json[..from], .. json[end..]];
    }

    /// <summary>The bytes of a property's value; empty when it is not there.</summary>
    public static ReadOnlySpan<byte> Get(ReadOnlySpan<byte> json, string key) => Find(json, key).Value is var (from, to) ? json[from..to] : default;

    /// <summary>Where the value is, the comma or bracket before the property, and the end of the last one. Of a key that comes twice the last counts.</summary>
    private static ((int Start, int End)? Value, int Before, int End, bool IsEmpty) Find(ReadOnlySpan<byte> json, string key)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue / 2 });
        reader.Read();
        var isEmpty = true;
        (int Start, int End)? found = null;
        var (before, previous, lastEnd) = (0, (int)reader.TokenStartIndex, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = JsonText.ReadString(ref reader) == key; // Foreign names may hold what no .NET string can, and are passed over.
            var comma = isEmpty ? previous : previous + json[previous..].IndexOf((byte)',');
            isEmpty = false;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            previous = lastEnd = (int)reader.BytesConsumed;
            (found, before) = isWanted ? ((start, lastEnd), comma) : (found, before);
        }

        return (found, before, isEmpty ? (int)reader.TokenStartIndex : lastEnd, isEmpty);
    }
}
