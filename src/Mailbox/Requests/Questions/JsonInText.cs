using System.Text;
using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Requests.Questions;

/// <summary>Finds JSON objects among words and in code fences, as language models write them.</summary>
internal static class JsonInText
{
    private const int MaxObjects = 64;

    /// <summary>Reading goes over a text several times when braces open and never close; no further than this.</summary>
    private const long MaxWork = 16 * 1024 * 1024;

    private static readonly string[] ReplyKeys = ["in_reply_to", "requestId", "request_id"];

    /// <summary>The outermost JSON objects of a text, in order.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        List<string> found = [];
        var work = 0L;
        var at = 0;
        while (found.Count < MaxObjects && work < MaxWork && bytes[at..].IndexOf((byte)'{') is >= 0 and var next)
        {
            at += next;
            var (length, read) = Measure(bytes[at..]);
            work += read;
            if (length > 0)
            {
                found.Add(Encoding.UTF8.GetString(bytes.Slice(at, length)));
            }

            at += Math.Max(1, length);
        }

        return found;
    }

    /// <summary>What an object says it answers; null when it does not say.</summary>
    public static string? ReplyTo(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = PayloadFrame.MaxDepth });
        var found = new string?[ReplyKeys.Length];
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Read as JavaScript would: a model can write names that hold what no .NET string can.
            var key = Array.IndexOf(ReplyKeys, JsonText.ReadString(ref reader));
            reader.Read();
            if (key >= 0 && reader.TokenType == JsonTokenType.String)
            {
                found[key] = JsonText.ReadString(ref reader);
            }

            reader.Skip();
        }

        return Array.Find(found, static value => value is not null);
    }

    /// <summary>How long the object is that begins here, 0 when none does; and how far had to be read.</summary>
    private static (int Length, int Read) Measure(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = PayloadFrame.MaxDepth }));
        try
        {
            reader.Read();
            reader.Skip();
            return ((int)reader.BytesConsumed, (int)reader.BytesConsumed);
        }
        catch (JsonException)
        {
            return (0, (int)reader.BytesConsumed); // A brace that begins no object.
        }
    }
}
