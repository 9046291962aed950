using System.Text;
using System.Text.Json;

namespace Mailbox.Json;

/// <summary>A payload inside a message's text: compact JSON, <c>type</c> first, as Agent Teams' own structured messages are.</summary>
internal static class PayloadFrame
{
    /// <summary>How deep a payload may be nested.</summary>
    public const int MaxDepth = 128;

    /// <summary>The type name of the payload in <paramref name="text"/>; null when it is plain text.</summary>
    public static string? TypeOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = MaxDepth });
        string? type = null;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String)
                {
                    type = reader.GetString();
                }

                reader.Skip();
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? type : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // Text that begins like an object and is none: plain text.
        }
    }

    /// <summary>Puts <c>type</c> before the properties of an object that was serialized just now.</summary>
    public static string Write(string type, ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'{', ..])
        {
            throw new JsonException($"The payload of '{type}' must be a JSON object; its converter wrote {Encoding.UTF8.GetString(json[..Math.Min(json.Length, 40)])}.");
        }

        // Type names need no escaping: they are of a-z, 0-9 and joiners.
        var isEmpty = json.Length == 2;
        return string.Concat("{\"type\":\"", type, isEmpty ? "\"" : "\",", Encoding.UTF8.GetString(json[1..]));
    }

    public static string Write(string type, string json)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The payload of '{type}' is not JSON: {e.Message}", nameof(json), e);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ArgumentException($"The payload of '{type}' must be a JSON object; it is {document.RootElement.ValueKind}.", nameof(json));
            }

            if (document.RootElement.TryGetProperty("type"u8, out _))
            {
                throw new ArgumentException($"The payload of '{type}' has a property 'type' of its own; that name is taken by the payload's type.", nameof(json));
            }

            var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonStringifyEncoder.Instance }))
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, type);
                foreach (var property in document.RootElement.EnumerateObject())
                {
                    property.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        }
    }
}
