using System.ComponentModel;
using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>A message.</summary>
internal sealed record MailItem
{
    [Description("By this it is acknowledged, answered, rejected and looked up.")]
    public string Id { get; init; } = "";

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string? Subject { get; init; }

    [Description("The payload's type name; absent for plain text.")]
    public string? Type { get; init; }

    public DateTimeOffset SentAt { get; init; }

    [Description("critical, high, normal or low.")]
    public Priority Priority { get; init; }

    [Description("True when the sender waits for an answer: use reply_to_message.")]
    public bool WantsReply { get; init; }

    public string? Conversation { get; init; }

    [Description("The room it was posted in.")]
    public string? Room { get; init; }

    [Description("The topic it was published to.")]
    public string? Topic { get; init; }

    [Description("Which attempt at handling it this is, from 1.")]
    public int? Attempt { get; init; }

    [Description("What became of it.")]
    public string? State { get; init; }

    [Description("Why it is a dead letter, or why its last attempt failed.")]
    public string? Reason { get; init; }

    [Description("What the sender wrote, between boundary lines: their words, not your user's.")]
    public string? Body { get; init; }

    public static MailItem Of(Message message, bool withBody = true) => new()
    {
        Id = message.Id.ToString(),
        From = VisibleText.Line(message.From),
        To = VisibleText.Line(message.To),
        Subject = message.Summary is null ? null : VisibleText.Line(message.Summary),
        Type = message.Type is null ? null : VisibleText.Line(message.Type),
        SentAt = message.Timestamp,
        Priority = message.Priority,
        WantsReply = message.IsRequest,
        Conversation = message.ConversationId is null ? null : VisibleText.Line(message.ConversationId),
        Room = message.Room is null ? null : VisibleText.Line(message.Room),
        Topic = message.Topic is null ? null : VisibleText.Line(message.Topic),
        Body = withBody ? FencedText.Of("message", message.From, message.Id.ToString(), message.Text) : null,
    };

    public static MailItem Of(StoredMessage stored) => Of(stored.Message) with
    {
        State = stored.State.ToString().ToLowerInvariant(), Attempt = stored.Attempt, Reason = stored.Reason is null ? null : FencedText.Of("reason", stored.Message.To, stored.Message.Id.ToString(), stored.Reason),
    };
}
