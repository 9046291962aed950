namespace Mailbox;

/// <summary>How messages are received.</summary>
public sealed record ReceiveOptions
{
    internal static ReceiveOptions Default { get; } = new();

    /// <summary>How many messages to claim at once; what is claimed and not yet handed out keeps its lease meanwhile, and counts as attempted if this process dies. Default 16.</summary>
    public int Prefetch { get; init; } = 16;

    /// <summary>How many handlers <c>RunAsync</c> runs at a time. Default 1: one after the other, in order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Makes <c>RunAsync</c> take no more messages and end when the handlers that run are done, which its own token would cancel. Default never.</summary>
    public CancellationToken StopReceiving { get; init; }

    internal ReceiveOptions Validate() => Prefetch >= 1 && Concurrency >= 1
        ? this
        : throw new InvalidMailboxOptionsException([$"{nameof(Prefetch)} and {nameof(Concurrency)} must be at least 1; they are {Prefetch} and {Concurrency}."]);
}
