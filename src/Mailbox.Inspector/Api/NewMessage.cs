namespace Mailbox.Inspector.Api;

/// <summary>A message that was written on the page.</summary>
internal sealed record NewMessage
{
    public required string To { get; init; }

    public required string Text { get; init; }

    public string? Subject { get; init; }

    public string? Conversation { get; init; }

    public Priority Priority { get; init; } = Priority.Normal;
}
