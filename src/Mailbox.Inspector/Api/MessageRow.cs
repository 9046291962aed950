namespace Mailbox.Inspector.Api;

/// <summary>A message as lists show it.</summary>
internal sealed record MessageRow
{
    private const int SnippetLength = 160;

    public required Guid Id { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public string? Subject { get; init; }

    public string? Type { get; init; }

    public required string Snippet { get; init; }

    public required MessageState State { get; init; }

    public required int Attempt { get; init; }

    public required Priority Priority { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public string? Reason { get; init; }

    public string? Conversation { get; init; }

    public string? CorrelationId { get; init; }

    public Guid? InReplyTo { get; init; }

    public bool IsRequest { get; init; }

    public bool IsLate { get; init; }

    public string? Room { get; init; }

    public string? Topic { get; init; }

    public static MessageRow Of(StoredMessage stored)
    {
        var message = stored.Message;
        return new MessageRow
        {
            Id = message.Id, From = message.From, To = message.To, Subject = message.Summary, Type = message.Type, Snippet = Cut(message.Text), State = stored.State, Attempt = stored.Attempt,
            Priority = message.Priority, SentAt = message.Timestamp, ChangedAt = stored.ChangedAt, Reason = stored.Reason, Conversation = message.ConversationId, CorrelationId = message.CorrelationId,
            InReplyTo = message.InReplyTo, IsRequest = message.IsRequest, IsLate = stored.IsLate, Room = message.Room, Topic = message.Topic,
        };
    }

    private static string Cut(string text) => text.Length <= SnippetLength ? text : text[..(char.IsHighSurrogate(text[SnippetLength - 1]) ? SnippetLength - 1 : SnippetLength)] + "…";
}
