namespace Mailbox;

/// <summary>Handles messages. Classes with <see cref="HandlesAttribute"/> methods implement it at compile time.</summary>
public interface IMessageHandler
{
    /// <summary>The payloads it handles.</summary>
    IReadOnlyList<PayloadContract> Payloads { get; }

    /// <summary>Handles one message: returning acknowledges it, unless it was settled already; throwing rejects it.</summary>
    /// <param name="context">The message, and how to answer it.</param>
    /// <param name="cancel">Cancelled when the lease is lost, or the agent is told to stop.</param>
    /// <exception cref="NotHandledException">It has no handler for this type.</exception>
    /// <exception cref="PayloadException">The payload does not match its schema.</exception>
    ValueTask HandleAsync(MessageContext context, CancellationToken cancel);
}
