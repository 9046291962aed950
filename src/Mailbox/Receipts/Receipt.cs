namespace Mailbox;

/// <summary>What became of a message at the moment of asking.</summary>
public sealed record Receipt
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its recipient.</summary>
    public required string To { get; init; }

    /// <summary>What became of it.</summary>
    public required ReceiptState State { get; init; }

    /// <summary>How often it was claimed so far.</summary>
    public int Attempt { get; init; }

    /// <summary>The process that has it, as <c>PID:START@SPACE</c>, or <c>detached (USER)</c> or <c>by hand (USER)</c> for a claim of no process; null when none does.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>Why it is dead, or why its last attempt failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state in a sentence, with what to do where there is something to do.</summary>
    public required string Explanation { get; init; }

    /// <summary>True when nothing more will become of it unless somebody steps in.</summary>
    public bool IsFinal => State is ReceiptState.Taken or ReceiptState.Settled or ReceiptState.Dead or ReceiptState.Expired;
}
