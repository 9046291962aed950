using System.Text;
using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>The keys of an inbox entry: first those of Agent Teams, then Mailbox's own, which the real client neither needs nor shows.</summary>
internal static class EntryKeys
{
    public const string From = "from";
    public const string Text = "text";
    public const string Summary = "summary";
    public const string Timestamp = "timestamp";
    public const string Color = "color";
    public const string Version = "msgV";
    public const string Id = "msg_id";
    public const string Type = "type";
    public const string Read = "read";

    public const string To = "to";

    /// <summary>Our id for an entry whose own <c>msg_id</c> is missing, no UUID, or taken.</summary>
    public const string OwnId = "mailbox_id";
    public const string CorrelationId = "correlation_id";
    public const string ReplyTo = "reply_to";
    public const string InReplyTo = "in_reply_to";
    public const string ReplyBy = "reply_by";
    public const string ConversationId = "conversation_id";
    public const string Priority = "priority";
    public const string ExpiresAt = "expires_at";
    public const string NotBefore = "not_before";
    public const string Headers = "headers";
    public const string DeadLetter = "dead_letter";

    private static readonly (byte[] Utf8, string Key)[] Known =
        [.. ((string[])[From, Text, Timestamp, Version, Id, Type, To, Read, Summary, Color, CorrelationId, ReplyTo, InReplyTo, ReplyBy, ConversationId, OwnId, Priority, ExpiresAt, NotBefore, Headers, DeadLetter])
            .Select(static key => (Encoding.UTF8.GetBytes(key), key))];

    /// <summary>The key at which a reader stands; no new string for one of these.</summary>
    public static string ReadKey(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            foreach (var (utf8, key) in Known)
            {
                if (reader.ValueSpan.SequenceEqual(utf8))
                {
                    return key;
                }
            }
        }

        return JsonText.ReadString(ref reader);
    }
}
