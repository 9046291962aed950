using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>Reads an entry that anybody may have written. What the real client would throw away comes back as a problem, never as an exception.</summary>
internal sealed class EntryReader(int maxBytes, int maxDepth)
{
    /// <param name="element">The entry's bytes, one JSON value.</param>
    /// <param name="owner">In whose mailbox it is; null for a copy of what went elsewhere, which says itself to whom.</param>
    /// <param name="place">Where it is, such as file name and position: an id is derived from it if the entry brings none.</param>
    /// <param name="fallbackTime">Its time, if its own cannot be read.</param>
    public Entry Read(ReadOnlySpan<byte> element, string? owner, string place, DateTimeOffset fallbackTime)
    {
        if (element.Length > maxBytes)
        {
            return Broken(string.Create(CultureInfo.InvariantCulture, $"it takes {element.Length} bytes; at most {maxBytes} are accepted."));
        }

        var fields = new EntryFields();
        try
        {
            if (fields.Read(element, maxDepth) is { } problem)
            {
                return Broken(problem, fields.From);
            }
        }
        catch (JsonException e)
        {
            // It is JSON, or the file would not have been read: what can be wrong is its depth.
            return Broken(string.Create(CultureInfo.InvariantCulture, $"at most {maxDepth} levels of nesting are accepted: {e.Message}"), fields.From);
        }

        var id = fields.OwnId ?? fields.Id;
        var message = new Message
        {
            Id = id ?? DeriveId(owner ?? "", place),
            From = fields.From!,
            To = owner ?? fields.To ?? "unknown",
            Text = fields.Text!,
            Summary = fields.Summary,
            Timestamp = ParseTime(fields.Timestamp) ?? fallbackTime,
            Color = fields.Color,
            Type = PayloadFrame.TypeOf(fields.Text!),
            Priority = ParsePriority(fields.Priority),
            CorrelationId = fields.CorrelationId,
            ReplyTo = fields.ReplyTo,
            InReplyTo = Guid.TryParse(fields.InReplyTo, out var inReplyTo) ? inReplyTo : null,
            ReplyBy = ParseTime(fields.ReplyBy),
            ConversationId = fields.ConversationId,
            ExpiresAt = ParseTime(fields.ExpiresAt),
            NotBefore = ParseTime(fields.NotBefore),
            Headers = fields.Headers,
            DeadLetter = fields.DeadLetter,
        };
        return new Entry(message, fields.IsRead, id is not null, null, message.From);
    }

    /// <summary>An id that is the same whenever the same entry is read at the same place: a UUID of version 8 over SHA-256 (RFC 9562, 5.8).</summary>
    public static Guid DeriveId(string owner, string place)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{owner}\n{place}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The moment inside a UUIDv7 (RFC 9562, 5.7), or null when it is none.</summary>
    public static DateTimeOffset? TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);

        // 48 bits reach to the year 10889, .NET's calendar to 9999.
        return id.Version == 7 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }

    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static Entry Broken(string problem, string? sender = null) => new(null, false, false, problem, sender ?? "unknown");

    private static Priority ParsePriority(string? text) => text switch
    {
        "critical" => Priority.Critical,
        "high" => Priority.High,
        "low" => Priority.Low,
        _ => Priority.Normal,
    };
}
