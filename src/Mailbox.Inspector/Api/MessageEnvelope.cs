namespace Mailbox.Inspector.Api;

/// <summary>What a sender wrote beside the text.</summary>
internal sealed record MessageEnvelope
{
    public string? ReplyTo { get; init; }

    public DateTimeOffset? ReplyBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public string? Color { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public static MessageEnvelope Of(Message message) => new()
    {
        ReplyTo = message.ReplyTo, ReplyBy = message.ReplyBy, ExpiresAt = message.ExpiresAt, NotBefore = message.NotBefore, Color = message.Color, Headers = message.Headers,
    };
}
