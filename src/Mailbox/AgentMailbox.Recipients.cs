namespace Mailbox;

/// <summary>Sending to whoever fits.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>Sends a message to agents chosen by what they can do: to one of them, or a message of its own to each.</summary>
    /// <exception cref="NoRecipientException">No agent that is alive fits.</exception>
    /// <exception cref="PartialSendException">Some accepted it, for others it failed.</exception>
    public async ValueTask<IReadOnlyList<Receipt>> SendAsync(OutgoingMessage message, Recipients to, SendOptions? options = null, CancellationToken cancel = default) =>
        await SendAsync(message, await ResolveAsync(to, cancel).ConfigureAwait(false), options, cancel).ConfigureAwait(false);

    /// <summary>Sends plain text to agents chosen by what they can do.</summary>
    /// <exception cref="NoRecipientException">No agent that is alive fits.</exception>
    public ValueTask<IReadOnlyList<Receipt>> SendAsync(string text, Recipients to, SendOptions? options = null, CancellationToken cancel = default) =>
        SendAsync(OutgoingMessage.FromText(text), to, options, cancel);

    /// <summary>Sends a payload to agents chosen by what they can do.</summary>
    /// <exception cref="NoRecipientException">No agent that is alive fits.</exception>
    public ValueTask<IReadOnlyList<Receipt>> SendAsync<T>(T payload, Recipients to, SendOptions? options = null, CancellationToken cancel = default)
        where T : notnull =>
        SendAsync(OutgoingMessage.Of(payload), to, options, cancel);

    /// <summary>Asks one agent that fits, and waits for the typed answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="to">Whom; of several that fit, the one that has least to do is asked.</param>
    /// <param name="options">How long to wait, and how to send.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <typeparam name="TResponse">The payload that answers, or string.</typeparam>
    /// <exception cref="NoRecipientException">No agent that is alive fits.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> means several.</exception>
    public async Task<TResponse> RequestAsync<TResponse>(IRequest<TResponse> request, Recipients to, RequestOptions? options = null, CancellationToken cancel = default)
        where TResponse : notnull
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.IsOne
            ? await RequestAsync(request, (await ResolveAsync(to, cancel).ConfigureAwait(false))[0], options, cancel).ConfigureAwait(false)
            : throw new ArgumentException($"A request has one recipient, and this means {to}. Use Recipients.AnyWith or AnyThatHandles.", nameof(to));
    }
}
