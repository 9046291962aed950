using System.Collections.ObjectModel;
using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>The keys of one entry as they stand in it. Of a key that comes twice the last counts, as in JavaScript.</summary>
internal struct EntryFields()
{
    private bool _hasFrom, _hasText, _hasTimestamp;

    public string? From { get; private set; }

    public string? Text { get; private set; }

    public string? Summary { get; private set; }

    public string? Timestamp { get; private set; }

    public string? Color { get; private set; }

    public Guid? Id { get; private set; }

    public Guid? OwnId { get; private set; }

    public bool IsRead { get; private set; }

    public string? To { get; private set; }

    public string? CorrelationId { get; private set; }

    public string? ReplyTo { get; private set; }

    public string? InReplyTo { get; private set; }

    public string? ReplyBy { get; private set; }

    public string? ConversationId { get; private set; }

    public string? Priority { get; private set; }

    public string? ExpiresAt { get; private set; }

    public string? NotBefore { get; private set; }

    public IReadOnlyDictionary<string, string> Headers { get; private set; } = ReadOnlyDictionary<string, string>.Empty;

    public DeadLetterNote? DeadLetter { get; private set; }

    /// <summary>Fills the fields; answers what is wrong, or null.</summary>
    /// <exception cref="JsonException">It is nested deeper than <paramref name="maxDepth"/>.</exception>
    public string? Read(ReadOnlySpan<byte> element, int maxDepth)
    {
        var reader = new Utf8JsonReader(element, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return $"it is {reader.TokenType}, not an object.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader, element);
        }

        return From is null ? Complaint(_hasFrom, EntryKeys.From)
            : Text is null ? Complaint(_hasText, EntryKeys.Text)
            : Timestamp is null ? Complaint(_hasTimestamp, EntryKeys.Timestamp)
            : null;
    }

    private static string Complaint(bool isThere, string key) => isThere ? $"its '{key}' is not a string." : $"it has no '{key}'.";

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> element)
    {
        var key = EntryKeys.ReadKey(ref reader);
        reader.Read();
        switch (key)
        {
            case EntryKeys.From:
                _hasFrom = true;
                From = StringOrNull(ref reader);
                break;
            case EntryKeys.Text:
                _hasText = true;
                Text = StringOrNull(ref reader);
                break;
            case EntryKeys.Timestamp:
                _hasTimestamp = true;
                Timestamp = StringOrNull(ref reader);
                break;
            case EntryKeys.Summary:
                Summary = StringOrNull(ref reader);
                break;
            case EntryKeys.Color:
                Color = StringOrNull(ref reader);
                break;
            case EntryKeys.Id:
                Id = IdOrNull(ref reader);
                break;
            case EntryKeys.OwnId:
                OwnId = IdOrNull(ref reader);
                break;
            case EntryKeys.Read:
                IsRead = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                break;
            default:
                ReadOwn(ref reader, element, key);
                break;
        }
    }

    private void ReadOwn(ref Utf8JsonReader reader, ReadOnlySpan<byte> element, string key)
    {
        switch (key)
        {
            case EntryKeys.To:
                To = StringOrNull(ref reader);
                break;
            case EntryKeys.CorrelationId:
                CorrelationId = StringOrNull(ref reader);
                break;
            case EntryKeys.ReplyTo:
                ReplyTo = StringOrNull(ref reader);
                break;
            case EntryKeys.InReplyTo:
                InReplyTo = StringOrNull(ref reader);
                break;
            case EntryKeys.ReplyBy:
                ReplyBy = StringOrNull(ref reader);
                break;
            case EntryKeys.ConversationId:
                ConversationId = StringOrNull(ref reader);
                break;
            case EntryKeys.Priority:
                Priority = StringOrNull(ref reader);
                break;
            case EntryKeys.ExpiresAt:
                ExpiresAt = StringOrNull(ref reader);
                break;
            case EntryKeys.NotBefore:
                NotBefore = StringOrNull(ref reader);
                break;
            case EntryKeys.Headers:
                Headers = ReadHeaders(ref reader);
                break;
            case EntryKeys.DeadLetter:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                DeadLetter = DeadLetterNoteJson.Read(element[start..(int)reader.BytesConsumed]);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static Guid? IdOrNull(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.TryGetGuid(out var id) ? id : null;
        }

        reader.Skip();
        return null;
    }

    private static string? StringOrNull(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.ReadString(ref reader);
        }

        reader.Skip();
        return null;
    }

    private static IReadOnlyDictionary<string, string> ReadHeaders(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return ReadOnlyDictionary<string, string>.Empty;
        }

        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonText.ReadString(ref reader);
            reader.Read();
            if (StringOrNull(ref reader) is { } value)
            {
                headers[key] = value;
            }
        }

        return headers;
    }
}
