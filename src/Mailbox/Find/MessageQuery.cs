namespace Mailbox;

/// <summary>What to look for. Every property that is set must match; an empty query finds everything, newest first.</summary>
public sealed record MessageQuery
{
    /// <summary>Words that must all be in the text or the summary, in any order, in any case, accents aside. Operators have no meaning.</summary>
    public string? Text { get; init; }

    /// <summary>The sender's name.</summary>
    public string? From { get; init; }

    /// <summary>The recipient's name.</summary>
    public string? To { get; init; }

    /// <summary>The name of sender or recipient.</summary>
    public string? Agent { get; init; }

    /// <summary>The payload's type name.</summary>
    public string? Type { get; init; }

    /// <summary>The conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The request, with its replies.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Any of these states; empty means all.</summary>
    public IReadOnlyList<MessageState> States { get; init; } = [];

    /// <summary>Sent at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Sent before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True: the oldest first. Default: the newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many to return at the most; default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>How many to leave out first; default 0.</summary>
    public int Offset { get; init; }
}
