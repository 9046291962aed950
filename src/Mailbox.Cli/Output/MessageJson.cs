namespace Mailbox.Cli.Output;

/// <summary>A message, as every verb prints it.</summary>
internal sealed record MessageJson
{
    public required Guid Id { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public string? Subject { get; init; }

    public string? Type { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required Priority Priority { get; init; }

    public string? Conversation { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Of a message that is held by hand.</summary>
    public long? Token { get; init; }

    public MessageState? State { get; init; }

    public int? Attempt { get; init; }

    public string? ClaimedBy { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    public string? Path { get; init; }

    public static MessageJson Of(Message message) => new()
    {
        Id = message.Id, From = message.From, To = message.To, Subject = message.Summary, Type = message.Type, Text = message.Text, SentAt = message.Timestamp,
        Priority = message.Priority, Conversation = message.ConversationId, CorrelationId = message.CorrelationId,
    };

    public static MessageJson Of(StoredMessage stored) => Of(stored.Message) with
    {
        State = stored.State, Attempt = stored.Attempt, ClaimedBy = stored.ClaimedBy, Reason = stored.Reason, ChangedAt = stored.ChangedAt, Path = stored.Path,
    };
}
