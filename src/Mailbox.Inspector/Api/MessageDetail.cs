namespace Mailbox.Inspector.Api;

/// <summary>Everything about a message.</summary>
internal sealed record MessageDetail
{
    public required MessageRow Row { get; init; }

    public required string Text { get; init; }

    /// <summary>The rest of what its sender wrote.</summary>
    public required MessageEnvelope Envelope { get; init; }

    public required string Path { get; init; }

    /// <summary>The process that has it.</summary>
    public string? ClaimedBy { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>In milliseconds.</summary>
    public double? LeaseLeft { get; init; }

    public required IReadOnlyList<FailedAttempt> Failures { get; init; }

    /// <summary>The file, as text; what is no UTF-8 in it is replaced.</summary>
    public string? Raw { get; init; }

    /// <summary>True when <see cref="Raw"/> is only the file's beginning.</summary>
    public bool IsRawCut { get; init; }

    public long? RawBytes { get; init; }

    /// <summary>Of a payload that some agent says it handles: its schema, and what does not match it.</summary>
    public PayloadCheck? Check { get; init; }
}
