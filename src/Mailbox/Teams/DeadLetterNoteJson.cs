using System.Text.Json;

namespace Mailbox.Teams;

/// <summary>The value of an entry's <c>dead_letter</c> key.</summary>
internal static class DeadLetterNoteJson
{
    public static void Write(Utf8JsonWriter writer, DeadLetterNote note)
    {
        writer.WriteStartObject();
        writer.WriteString("reason", note.Reason);
        writer.WriteString("at", EntryWriter.FormatTime(note.At));
        if (note.IsExpired)
        {
            writer.WriteBoolean("expired", true);
        }

        if (note.Quarantined is not null)
        {
            writer.WriteString("quarantined", note.Quarantined);
        }

        if (note.Attempts.Count > 0)
        {
            writer.WriteStartArray("attempts");
            foreach (var attempt in note.Attempts)
            {
                writer.WriteStartObject();
                writer.WriteNumber("attempt", attempt.Attempt);
                writer.WriteString("claimed_by", attempt.ClaimedBy);
                writer.WriteString("at", EntryWriter.FormatTime(attempt.At));
                writer.WriteString("reason", attempt.Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads leniently: whoever wrote the file, a missing or odd part must not hide the message.</summary>
    public static DeadLetterNote Read(ReadOnlySpan<byte> value)
    {
        try
        {
            using var document = JsonDocument.Parse(value.ToArray(), new JsonDocumentOptions { MaxDepth = 1000 });
            return Read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            return new DeadLetterNote("", DateTimeOffset.UnixEpoch, []); // Text that no .NET string can hold, such as half a surrogate pair.
        }
    }

    private static DeadLetterNote Read(JsonElement root)
    {
        List<FailedAttempt> attempts = [];
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("attempts"u8, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            attempts.AddRange(list.EnumerateArray().Where(attempt => attempt.ValueKind == JsonValueKind.Object).Select(attempt => new FailedAttempt(
                attempt.TryGetProperty("attempt"u8, out var number) && number.TryGetInt32(out var value) ? value : 0,
                Text(attempt, "claimed_by") ?? "?", Time(attempt), Text(attempt, "reason") ?? "")));
        }

        return new DeadLetterNote(
            Text(root, "reason") ?? "", Time(root), attempts, Text(root, "quarantined"),
            root.ValueKind == JsonValueKind.Object && root.TryGetProperty("expired"u8, out var expired) && expired.ValueKind == JsonValueKind.True);
    }

    private static string? Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset Time(JsonElement element) =>
        EntryReader.ParseTime(Text(element, "at")) ?? DateTimeOffset.UnixEpoch;
}
