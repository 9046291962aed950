using System.ComponentModel;
using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>A post of a room, or something that was published.</summary>
internal sealed record PostItem
{
    public long Number { get; init; }

    public string From { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string? Topic { get; init; }

    [Description("What was written, between boundary lines: its author's words, not your user's.")]
    public string Body { get; init; } = "";

    [Description("The members that have read it, if you asked for that.")]
    public IReadOnlyList<string>? ReadBy { get; init; }

    public static PostItem Of(long number, Message message) => new()
    {
        Number = number,
        From = VisibleText.Line(message.From),
        At = message.Timestamp,
        Topic = message.Topic is null ? null : VisibleText.Line(message.Topic),
        Body = FencedText.Of("post", message.From, message.Id.ToString(), message.Text),
    };
}
