using System.Text;
using System.Text.Json;

namespace Mailbox.Json;

/// <summary>
/// A JSON array inside a text, by the positions of its brackets and elements: it can gain or lose elements while every other byte stays
/// as somebody else wrote it.
/// </summary>
internal sealed class JsonArrayText
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly int _open;
    private readonly int _close;
    private readonly List<(int Start, int End)> _elements;

    private JsonArrayText(ReadOnlyMemory<byte> text, int open, int close, List<(int Start, int End)> elements) =>
        (_text, _open, _close, _elements) = (text, open, close, elements);

    public int Count => _elements.Count;

    /// <summary>All of it, with what is around the array.</summary>
    public ReadOnlyMemory<byte> Bytes => _text;

    public ReadOnlyMemory<byte> this[int index] => _text[_elements[index].Start.._elements[index].End];

    /// <summary>Reads a text that is one array. Nothing is built but the list of positions.</summary>
    /// <exception cref="JsonException">It is not JSON, is cut short, or is no array.</exception>
    public static JsonArrayText Parse(ReadOnlyMemory<byte> text)
    {
        var reader = NewReader(text);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"It begins with {reader.TokenType} where an array should.");
        }

        var found = ReadArray(ref reader, text);
        reader.Read(); // Throws when anything follows the array.
        return found;
    }

    /// <summary>Finds the array that is the value of a property of the outermost object; null when there is none.</summary>
    /// <exception cref="JsonException">It is not JSON, or is no object.</exception>
    public static JsonArrayText? FindProperty(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> property)
    {
        var reader = NewReader(text);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"It begins with {reader.TokenType} where an object should.");
        }

        JsonArrayText? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(property);
            reader.Read();
            if (isWanted && reader.TokenType == JsonTokenType.StartArray)
            {
                found = ReadArray(ref reader, text);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        return found;
    }

    /// <summary>Where it ends.</summary>
    public ArrayEnd End => Count == 0 ? new ArrayEnd(_open + 1, IsEmpty: true, _text[_close..]) : new ArrayEnd(_elements[^1].End, IsEmpty: false, _text[_elements[^1].End..]);

    /// <summary>The text with elements added behind the last one, each on lines of its own at the given depth of indentation.</summary>
    public ReadOnlyMemory<byte> Append(IReadOnlyList<byte[]> added, int indent) => Append(added, indent, out _);

    /// <inheritdoc cref="Append(IReadOnlyList{byte[]}, int)"/>
    public ReadOnlyMemory<byte> Append(IReadOnlyList<byte[]> added, int indent, out ArrayEnd end)
    {
        var before = End;
        var more = before.Add(added, indent, out end);
        var output = new byte[before.Position + more.Length];
        _text.Span[..(int)before.Position].CopyTo(output);
        more.Span.CopyTo(output.AsSpan((int)before.Position));
        return output;
    }

    /// <summary>The text without the elements for which <paramref name="remove"/> says so; when none is left the array is <c>[]</c>.</summary>
    public ReadOnlyMemory<byte> Remove(Func<int, bool> remove)
    {
        var output = new MemoryStream(_text.Length);
        output.Write(_text.Span[..(_open + 1)]);
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (remove(i))
            {
                continue;
            }

            if (kept++ > 0)
            {
                output.WriteByte((byte)',');
            }

            // The white space between the bracket or comma before an element and the element stays with it.
            var gap = _text.Span[(i == 0 ? _open + 1 : _elements[i - 1].End).._elements[i].Start];
            output.Write(gap[(gap.IndexOf((byte)',') + 1)..]);
            output.Write(this[i].Span);
        }

        output.Write(_text.Span[(kept == 0 ? _close : _elements[^1].End)..]);
        return Written(output);
    }

    /// <summary>The lines of a pretty-printed value, moved right. Raw line feeds only ever stand between tokens, never inside a JSON string.</summary>
    public static byte[] Indent(ReadOnlySpan<byte> value, int indent)
    {
        var moved = new byte[value.Length + (value.Count((byte)'\n') * indent)];
        var rest = moved.AsSpan();
        for (var end = value.IndexOf((byte)'\n'); end >= 0; end = value.IndexOf((byte)'\n'))
        {
            value[..(end + 1)].CopyTo(rest);
            rest.Slice(end + 1, indent).Fill((byte)' ');
            value = value[(end + 1)..];
            rest = rest[(end + 1 + indent)..];
        }

        value.CopyTo(rest);
        return moved;
    }

    private static Utf8JsonReader NewReader(ReadOnlyMemory<byte> text) =>
        // The reader keeps its depth in a bit stack and does not recurse; how deep an entry may be is judged entry by entry.
        new(text.Span, new JsonReaderOptions { MaxDepth = int.MaxValue / 2 });

    private static JsonArrayText ReadArray(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        var open = (int)reader.TokenStartIndex;
        List<(int, int)> elements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add((start, (int)reader.BytesConsumed));
        }

        return new JsonArrayText(text, open, (int)reader.TokenStartIndex, elements);
    }

    // Without a last copy: an inbox can be megabytes long.
    private static ReadOnlyMemory<byte> Written(MemoryStream output) => output.GetBuffer().AsMemory(0, (int)output.Length);
}
