using System.Collections.ObjectModel;

namespace Mailbox;

/// <summary>A message as it lies on disk: an entry of an Agent Teams inbox, with Mailbox's own keys beside it.</summary>
public sealed record Message
{
    /// <summary>The message's id: a UUIDv7 when Mailbox made it. Each recipient of a message gets one of its own.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the agent that sent it, as it says itself: Agent Teams does not check it.</summary>
    public required string From { get; init; }

    /// <summary>The name of the agent in whose mailbox it is.</summary>
    public required string To { get; init; }

    /// <summary>The body: plain text, or a payload as compact JSON whose <c>type</c> names it.</summary>
    public required string Text { get; init; }

    /// <summary>A few words about it, shown where the text is not.</summary>
    public string? Summary { get; init; }

    /// <summary>When it was sent, in UTC and whole milliseconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The colour Claude Code gave the sender, such as <c>blue</c>.</summary>
    public string? Color { get; init; }

    /// <summary>The payload's type name, such as <c>review.request</c>; null for plain text.</summary>
    public string? Type { get; init; }

    /// <summary>How urgent it is.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>Ties a reply to its request; null for messages that are neither.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The agent that wants the answer: set on requests.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The id of the request that this message answers: set on replies.</summary>
    public Guid? InReplyTo { get; init; }

    /// <summary>Until when the sender of this request waits for its reply.</summary>
    public DateTimeOffset? ReplyBy { get; init; }

    /// <summary>The conversation it belongs to, if any.</summary>
    public string? ConversationId { get; init; }

    /// <summary>From when on nobody should act on it any more; it then goes to the dead letters.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Before when it is not handed out.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The sender's own keys, and W3C trace context as <c>traceparent</c> and <c>tracestate</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Why it was dead-lettered; null unless it is, or once was, a dead letter.</summary>
    public DeadLetterNote? DeadLetter { get; init; }

    /// <summary>The payload; or the text, as a string.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>, or string.</typeparam>
    /// <exception cref="PayloadException">It is another payload, or does not match its schema.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no payload.</exception>
    public T Read<T>()
        where T : notnull
    {
        if (Text is T text)
        {
            return text;
        }

        var contract = PayloadContract<T>.Instance;
        return Type == contract.Name ? contract.Read(Text) : throw new PayloadException(contract.Name, Text, [new PayloadFault("$.type", $"\"{contract.Name}\"", Type is null ? "nothing" : $"\"{Type}\"")]);
    }

    /// <summary>The room it was posted in; null for mail that was not.</summary>
    public string? Room => Headers.GetValueOrDefault(Rooms.PostHeaders.Room);

    /// <summary>Its number in that room's history; null when it has none.</summary>
    public long? PostNumber => long.TryParse(Headers.GetValueOrDefault(Rooms.PostHeaders.Number), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The topic it was published to; null for mail that was not.</summary>
    public string? Topic => Headers.GetValueOrDefault(Topics.TopicHeaders.Topic);

    /// <summary>True for the answer to a request.</summary>
    public bool IsReply => InReplyTo is not null && CorrelationId is not null;

    /// <summary>True when somebody waits for an answer to it.</summary>
    public bool IsRequest => ReplyTo is not null && CorrelationId is not null && InReplyTo is null;
}
