namespace Mailbox;

/// <summary>What a handler may want to know and do beside its payload.</summary>
public sealed class MessageContext
{
    internal MessageContext(AgentMailbox mailbox, MessageDelivery delivery) => (Mailbox, Delivery) = (mailbox, delivery);

    /// <summary>The mailbox it arrived in, to send from.</summary>
    public AgentMailbox Mailbox { get; }

    /// <summary>The message with its lease; what the handler settles itself is not settled again.</summary>
    public MessageDelivery Delivery { get; }

    /// <summary>The message.</summary>
    public Message Message => Delivery.Message;

    /// <summary>Who sent it, as it says itself.</summary>
    public string From => Message.From;

    /// <summary>The claim, with the task and what earlier ones taught, if this is a task; null for mail.</summary>
    public TaskClaim? Task => Delivery.TaskClaim;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => Delivery.Attempt;

    /// <summary>For generated code: answers with what a handler returned, unless it answered or settled the message itself.</summary>
    /// <param name="response">A payload or a string; null acknowledges without an answer.</param>
    /// <param name="cancel">Stops before the answer is sent.</param>
    public async ValueTask AnswerAsync(object? response, CancellationToken cancel)
    {
        if (response is not null && !Delivery.IsSettled)
        {
            await Delivery.ReplyAsync(OutgoingMessage.Of(response), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>For generated code: whether an exception is a failure of the handler, and not its being told to stop.</summary>
    /// <param name="error">What it threw.</param>
    /// <param name="cancel">The token it was given.</param>
    public static bool IsFailure(Exception error, CancellationToken cancel) =>
        error is not (ReplyErrorException or LeaseLostException) && !(error is OperationCanceledException && cancel.IsCancellationRequested);

    /// <summary>For generated code: this message has no handler.</summary>
    /// <param name="handler">The class that was asked to handle it.</param>
    public NotHandledException NotHandled(IMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new NotHandledException(Message.Type, handler.GetType().Name, handler.Payloads.Select(static contract => contract.Name));
    }
}
