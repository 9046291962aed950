using Mailbox.Requests.Questions;

namespace Mailbox;

/// <summary>Payloads instead of text.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>Sends plain text. On return it is accepted: it is on disk, in its recipient's mailbox.</summary>
    public ValueTask<Receipt> SendAsync(string text, string to, SendOptions? options = null, CancellationToken cancel = default) =>
        SendAsync(OutgoingMessage.FromText(text), to, options, cancel);

    /// <summary>Sends a payload. On return it is accepted: it is on disk, in its recipient's mailbox.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    public ValueTask<Receipt> SendAsync<T>(T payload, string to, SendOptions? options = null, CancellationToken cancel = default)
        where T : notnull =>
        SendAsync(OutgoingMessage.Of(payload), to, options, cancel);

    /// <summary>Sends plain text to several recipients; each gets a message of its own.</summary>
    /// <exception cref="PartialSendException">Some accepted it, for others it failed.</exception>
    public ValueTask<IReadOnlyList<Receipt>> SendAsync(string text, IReadOnlyCollection<string> to, SendOptions? options = null, CancellationToken cancel = default) =>
        SendAsync(OutgoingMessage.FromText(text), to, options, cancel);

    /// <summary>Sends a payload to several recipients; each gets a message of its own.</summary>
    /// <exception cref="PartialSendException">Some accepted it, for others it failed.</exception>
    public ValueTask<IReadOnlyList<Receipt>> SendAsync<T>(T payload, IReadOnlyCollection<string> to, SendOptions? options = null, CancellationToken cancel = default)
        where T : notnull =>
        SendAsync(OutgoingMessage.Of(payload), to, options, cancel);

    /// <summary>
    /// Asks, and waits for the typed answer. A lead or teammate of Claude Code is asked in words: it gets the payload's prompt, the payload as
    /// JSON and the schema of the answer; an answer that does not match is sent back with what is wrong, <see cref="RequestOptions.MaxCorrections"/> times at the most.
    /// </summary>
    /// <param name="request">What to ask.</param>
    /// <param name="to">Whom.</param>
    /// <param name="options">How long to wait, and how to send.</param>
    /// <param name="cancel">Gives up waiting; the request itself stays with its recipient, and its reply is then late.</param>
    /// <typeparam name="TResponse">The payload that answers, or string.</typeparam>
    /// <exception cref="RequestTimeoutException">No reply came in time.</exception>
    /// <exception cref="RequestFailedException">The recipient answered with an error.</exception>
    /// <exception cref="PayloadException">An agent of Mailbox answered with something else than a <typeparamref name="TResponse"/>.</exception>
    /// <exception cref="QuestionFailedException">A language model gave no valid answer; every attempt is attached.</exception>
    /// <exception cref="UnknownRecipientException">Nobody has that name.</exception>
    public async Task<TResponse> RequestAsync<TResponse>(IRequest<TResponse> request, string to, RequestOptions? options = null, CancellationToken cancel = default)
        where TResponse : notnull
    {
        ArgumentNullException.ThrowIfNull(request);
        var how = options ?? RequestOptions.Default;
        var (_, isOurs) = Address(to, how.Send);
        if (!isOurs)
        {
            return await AskModelAsync(request, to, how, cancel).ConfigureAwait(false);
        }

        var message = new OutgoingMessage { Text = PayloadContract.Of(request.GetType()).WriteObject(request) };
        return (await RequestAsync(message, to, how, cancel).ConfigureAwait(false)).Read<TResponse>();
    }

    /// <summary>Waits for the typed reply to a request that an earlier process of this agent sent.</summary>
    /// <param name="request">One of <see cref="OpenRequestsAsync"/>.</param>
    /// <param name="timeout">How long to wait from now; default, what is left of the request's own time.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <typeparam name="TResponse">The payload that answers, or string.</typeparam>
    /// <exception cref="RequestTimeoutException">No reply came in time.</exception>
    /// <exception cref="RequestFailedException">The recipient answered with an error.</exception>
    /// <exception cref="PayloadException">The answer is no <typeparamref name="TResponse"/>.</exception>
    /// <exception cref="QuestionFailedException">A language model gave no valid answer; every attempt is attached.</exception>
    public async Task<TResponse> ResumeAsync<TResponse>(OpenRequest request, TimeSpan? timeout = null, CancellationToken cancel = default)
        where TResponse : notnull =>
        request is { Request.ConversationId: { } conversation } && ReplyToken.IsOne(conversation)
            ? await ResumeQuestionAsync<TResponse>(request, timeout, cancel).ConfigureAwait(false)
            : (await ResumeAsync(request, timeout, cancel).ConfigureAwait(false)).Read<TResponse>();

    /// <summary>Handles messages until <paramref name="cancel"/> says stop, or a <c>shutdown_request</c> of Claude Code was approved.</summary>
    /// <param name="handler">An object of a class with <see cref="HandlesAttribute"/> methods.</param>
    /// <param name="cancel">Stops receiving; handlers that run are told by their token, and waited for.</param>
    public Task RunAsync(IMessageHandler handler, CancellationToken cancel) => RunAsync(handler, options: null, cancel);

    /// <summary>
    /// Handles messages until <paramref name="cancel"/> says stop, or a <c>shutdown_request</c> of Claude Code was approved, which happens by itself
    /// unless <paramref name="handler"/> takes <see cref="ShutdownRequest"/>. A handler's return value is the reply; what it throws rejects the
    /// message. A message that it has no handler for, or that does not match its schema, becomes a dead letter at once, and its asker gets an error reply.
    /// </summary>
    /// <param name="handler">An object of a class with <see cref="HandlesAttribute"/> methods.</param>
    /// <param name="options">How many messages to claim ahead and to handle at a time.</param>
    /// <param name="cancel">Stops receiving; handlers that run are told by their token, and waited for.</param>
    public async Task RunAsync(IMessageHandler handler, ReceiveOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var run = await DispatchAsync(handler, receiving, cancel).ConfigureAwait(false);
        await RunAsync(run.HandleAsync, options, receiving.Token, cancel).ConfigureAwait(false);
    }

    internal bool IsForeign(string agent) => _hub.Addresses.Team?.Members.Any(member => member.Name == agent && !member.IsMailbox) == true;
}
