using Mailbox.Mcp.Mail;

namespace Mailbox.Mcp.Results;

/// <summary>A receipt.</summary>
internal sealed record SentItem
{
    public string Id { get; init; } = "";

    public string To { get; init; } = "";

    public string State { get; init; } = "";

    public int Attempt { get; init; }

    public DateTimeOffset At { get; init; }

    public string Explanation { get; init; } = "";

    public static SentItem Of(Receipt receipt) => new()
    {
        Id = receipt.MessageId.ToString(), To = VisibleText.Line(receipt.To), State = receipt.State.ToString().ToLowerInvariant(), Attempt = receipt.Attempt, At = receipt.At, Explanation = receipt.Reason is null ? VisibleText.Of(receipt.Explanation) : FencedText.Of("receipt", receipt.To, receipt.MessageId.ToString(), receipt.Explanation),
    };
}
