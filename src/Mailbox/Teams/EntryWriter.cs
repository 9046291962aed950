using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>
/// Writes a message as the entry that Claude Code writes (2.1.329): the same keys in the same order, two-space JSON, then Mailbox's own keys,
/// then <c>read</c>. Only what is set is written.
/// </summary>
internal static class EntryWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JsonStringifyEncoder.Instance,
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        SkipValidation = true,
    };

    /// <summary>A buffer that has grown larger than this is not kept for the next entry.</summary>
    private const int MaxKept = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The entry as a JSON object, its first line unindented, the others as in an array of the outermost level.</summary>
    public static byte[] Write(Message message)
    {
        var output = _output ??= new ArrayBufferWriter<byte>(4096);
        var writer = _writer ??= new Utf8JsonWriter(output, Options);
        try
        {
            writer.WriteStartObject();
            writer.WriteString(EntryKeys.From, message.From);
            writer.WriteString(EntryKeys.Text, message.Text);
            WriteIfSet(writer, EntryKeys.Summary, message.Summary);
            writer.WriteString(EntryKeys.Timestamp, FormatTime(message.Timestamp));
            WriteIfSet(writer, EntryKeys.Color, message.Color);
            writer.WriteNumber(EntryKeys.Version, 1);
            writer.WriteString(EntryKeys.Id, message.Id);
            writer.WriteString(EntryKeys.Type, "message");
            WriteOwnKeys(writer, message);
            writer.WriteBoolean(EntryKeys.Read, false);
            writer.WriteEndObject();
            writer.Flush();
            return JsonArrayText.Indent(output.WrittenSpan, 2);
        }
        finally
        {
            output.ResetWrittenCount();
            writer.Reset();
            if (output.Capacity > MaxKept)
            {
                (_output, _writer) = (null, null);
            }
        }
    }

    /// <summary>A file of entries.</summary>
    public static byte[] WriteFile(IReadOnlyList<byte[]> entries)
    {
        var output = new byte[LengthOf(entries)];
        WriteFile(entries, output);
        return output;
    }

    /// <summary>How many bytes a file of entries has.</summary>
    public static int LengthOf(IReadOnlyList<byte[]> entries) =>
        entries.Count == 0 ? "[]"u8.Length : "[\n  \n]"u8.Length + entries.Sum(static entry => entry.Length) + ((entries.Count - 1) * ",\n  "u8.Length);

    /// <param name="entries">The entries.</param>
    /// <param name="output">Of <see cref="LengthOf"/> bytes.</param>
    public static void WriteFile(IReadOnlyList<byte[]> entries, Span<byte> output)
    {
        if (entries.Count == 0)
        {
            Put("[]"u8, output);
            return;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            output = Put(i == 0 ? "[\n  "u8 : ",\n  "u8, output);
            output = Put(entries[i], output);
        }

        Put("\n]"u8, output);
    }

    /// <summary>UTC with exactly three decimals and <c>Z</c>, as JavaScript's toISOString writes it.</summary>
    public static string FormatTime(DateTimeOffset time) => string.Create(24, time.UtcDateTime, static (text, utc) =>
    {
        // In pieces that .NET has quick ways for; the whole as a format of its own takes three times as long.
        utc.TryFormat(text, out _, "s", CultureInfo.InvariantCulture);
        text[19] = '.';
        utc.Millisecond.TryFormat(text[20..], out _, "D3", CultureInfo.InvariantCulture);
        text[23] = 'Z';
    });

    private static Span<byte> Put(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        bytes.CopyTo(output);
        return output[bytes.Length..];
    }

    private static void WriteOwnKeys(Utf8JsonWriter writer, Message message)
    {
        writer.WriteString(EntryKeys.To, message.To);
        WriteIfSet(writer, EntryKeys.CorrelationId, message.CorrelationId);
        WriteIfSet(writer, EntryKeys.ReplyTo, message.ReplyTo);
        WriteIfSet(writer, EntryKeys.InReplyTo, message.InReplyTo?.ToString());
        WriteIfSet(writer, EntryKeys.ReplyBy, message.ReplyBy is { } replyBy ? FormatTime(replyBy) : null);
        WriteIfSet(writer, EntryKeys.ConversationId, message.ConversationId);
        WriteIfSet(writer, EntryKeys.Priority, message.Priority == Priority.Normal ? null : NameOf(message.Priority));
        WriteIfSet(writer, EntryKeys.ExpiresAt, message.ExpiresAt is { } expires ? FormatTime(expires) : null);
        WriteIfSet(writer, EntryKeys.NotBefore, message.NotBefore is { } notBefore ? FormatTime(notBefore) : null);
        if (message.Headers.Count > 0)
        {
            writer.WriteStartObject(EntryKeys.Headers);
            foreach (var (key, value) in message.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        if (message.DeadLetter is { } note)
        {
            writer.WritePropertyName(EntryKeys.DeadLetter);
            DeadLetterNoteJson.Write(writer, note);
        }
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string key, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(key, value);
        }
    }

    private static string NameOf(Priority priority) => priority switch
    {
        Priority.Critical => "critical",
        Priority.High => "high",
        Priority.Low => "low",
        _ => "normal",
    };
}
