using Mailbox.Diagnostics;

namespace Mailbox;

/// <summary>Asking.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>
    /// Sends a request and waits for its reply: a message that carries the request's correlation id, as
    /// <see cref="MessageDelivery.ReplyAsync(OutgoingMessage, CancellationToken)"/> gives it. A lead or teammate of Claude Code cannot write that key: the next thing it says is taken
    /// for the reply if no other request to it is open.
    /// </summary>
    /// <param name="message">What to ask.</param>
    /// <param name="to">Whom.</param>
    /// <param name="options">How long to wait, and how to send.</param>
    /// <param name="cancel">Gives up waiting; the request itself stays with its recipient, and its reply is then late.</param>
    /// <exception cref="RequestTimeoutException">No reply came in time.</exception>
    /// <exception cref="RequestFailedException">The recipient answered with an error.</exception>
    /// <exception cref="UnknownRecipientException">Nobody has that name.</exception>
    public async Task<Message> RequestAsync(OutgoingMessage message, string to, RequestOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.ReplyTo is not null && message.ReplyTo != Name)
        {
            throw new ArgumentException($"A request waits here for its reply, so it cannot direct it to '{message.ReplyTo}'. To have somebody else answered, use SendAsync with ReplyTo.", nameof(message));
        }

        var request = options ?? RequestOptions.Default;
        var timeout = TimeoutOf(request);
        var (how, isOurs) = Address(to, request.Send);
        using var activity = MailboxTracing.StartRequest(to);
        var drafts = _outbox.Draft([message], to, draft => draft with
        {
            CorrelationId = Guid.CreateVersion7(draft.Timestamp).ToString(),
            ReplyTo = Name,
            ReplyBy = timeout == Timeout.InfiniteTimeSpan ? null : draft.Timestamp + timeout,
        });
        return await _requests.AskAsync(drafts[0].Message, () => _outbox.SendAsync(drafts, to, isOurs, how, cancel), timeout, cancel).ConfigureAwait(false);
    }

    /// <summary>The requests of this agent that still wait, those of earlier processes included.</summary>
    public async ValueTask<IReadOnlyList<OpenRequest>> OpenRequestsAsync(CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return [.. (await Store.OpenRequestsAsync(Name, cancel).ConfigureAwait(false)).Select(stored => new OpenRequest(stored.Message, stored.State))];
    }

    /// <summary>Waits for the reply to a request that an earlier process of this agent sent.</summary>
    /// <param name="request">One of <see cref="OpenRequestsAsync"/>.</param>
    /// <param name="timeout">How long to wait from now; default, what is left of the request's own time.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="RequestTimeoutException">No reply came in time.</exception>
    /// <exception cref="RequestFailedException">The recipient answered with an error.</exception>
    public Task<Message> ResumeAsync(OpenRequest request, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfClosed();
        var left = request.ReplyBy is { } end ? end - Options.TimeProvider.GetUtcNow() : Timeout.InfiniteTimeSpan;
        left = left < TimeSpan.Zero && request.ReplyBy is not null ? TimeSpan.Zero : left;
        return _requests.ResumeAsync(request.Request, timeout ?? (left < RequestOptions.LongestWait ? left : RequestOptions.LongestWait), cancel);
    }

    /// <summary>The reply to a request, also one that came too late; null when there is none.</summary>
    public async ValueTask<StoredMessage?> FindReplyAsync(string correlationId, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(correlationId);
        ThrowIfClosed();
        return await Store.FindReplyAsync(Name, correlationId, cancel).ConfigureAwait(false);
    }

    private TimeSpan TimeoutOf(RequestOptions request)
    {
        var timeout = request.Timeout ?? Options.RequestTimeout;
        return (timeout > TimeSpan.Zero && timeout <= RequestOptions.LongestWait) || timeout == Timeout.InfiniteTimeSpan
            ? timeout
            : throw new ArgumentOutOfRangeException(nameof(request), timeout, $"RequestOptions.Timeout must be positive and not more than {RequestOptions.LongestWait.TotalDays} days, or infinite.");
    }
}
