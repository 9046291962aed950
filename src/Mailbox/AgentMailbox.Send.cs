using Mailbox.Delivery;

namespace Mailbox;

/// <summary>Sending.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>Sends a message. On return it is accepted: it is on disk, in its recipient's mailbox.</summary>
    /// <param name="message">What to send; a string is plain text.</param>
    /// <param name="to">The recipient's name: an agent of Mailbox, or a lead or teammate of Claude Code.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancel">Stops before anything is written; what is being written is completed.</param>
    /// <exception cref="InvalidNameException">The name cannot be one.</exception>
    /// <exception cref="UnknownRecipientException">Nobody has that name.</exception>
    /// <exception cref="TeamEndedException">The name is none of ours, and the team's folder is gone.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="MailboxOptions.MaxMessageBytes"/>.</exception>
    /// <exception cref="MailboxStorageException">It could not be written. It is not accepted, unless flushing it was all that failed: with an <see cref="OutgoingMessage.Id"/> it can be sent again without coming twice; but a lead or teammate of Claude Code reads both.</exception>
    /// <exception cref="ForeignLockException">The recipient's inbox stayed locked; nothing was written.</exception>
    /// <exception cref="ForeignInboxException">The recipient's inbox cannot be read; nothing was written.</exception>
    public async ValueTask<Receipt> SendAsync(OutgoingMessage message, string to, SendOptions? options = null, CancellationToken cancel = default) =>
        (await SendBatchAsync([message], to, options, cancel).ConfigureAwait(false))[0];

    /// <summary>Sends a message to several recipients; each gets one of its own. Names and sizes are checked before the first is sent.</summary>
    /// <exception cref="PartialSendException">Some accepted it, for others it failed.</exception>
    public async ValueTask<IReadOnlyList<Receipt>> SendAsync(OutgoingMessage message, IReadOnlyCollection<string> to, SendOptions? options = null, CancellationToken cancel = default) =>
        await SendBatchAsync([message], to, options, cancel).ConfigureAwait(false);

    /// <summary>Sends messages as one file: all of them are accepted, or none. What can go wrong is what can with one.</summary>
    /// <exception cref="MessageTooLargeException">A message is larger than <see cref="MailboxOptions.MaxMessageBytes"/>, or all of them than 64 MiB.</exception>
    public async ValueTask<IReadOnlyList<Receipt>> SendBatchAsync(IReadOnlyList<OutgoingMessage> messages, string to, SendOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var (how, isOurs) = Address(to, options);
        return messages.Count == 0 ? [] : await _outbox.SendAsync(_outbox.Draft(messages, to), to, isOurs, how, cancel).ConfigureAwait(false);
    }

    /// <summary>Sends messages to several recipients: to each as one file, all or none.</summary>
    /// <exception cref="PartialSendException">Some accepted them, for others it failed.</exception>
    public async ValueTask<IReadOnlyList<Receipt>> SendBatchAsync(
        IReadOnlyList<OutgoingMessage> messages, IReadOnlyCollection<string> to, SendOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(to);
        if (messages.Count == 0)
        {
            return [];
        }

        var prepared = to.Distinct(StringComparer.Ordinal).Select(recipient =>
        {
            // A message id names one message; each recipient's is one.
            var own = to.Count == 1 ? messages : [.. messages.Select(static message => message with { Id = null })];
            return (Recipient: recipient, Address: Address(recipient, options), Drafts: _outbox.Draft(own, recipient));
        }).ToList();

        List<Receipt> accepted = [];
        Dictionary<string, Exception> failed = new(StringComparer.Ordinal);
        foreach (var (recipient, sending) in prepared
            .Select(one => (one.Recipient, Sending: _outbox.SendAsync(one.Drafts, one.Recipient, one.Address.IsOurs, one.Address.How, cancel))).ToList())
        {
            try
            {
                accepted.AddRange(await sending.ConfigureAwait(false));
            }
            catch (Exception e) when (e is MailboxException or OperationCanceledException)
            {
                failed[recipient] = e;
            }
        }

        return failed.Count == 0 ? accepted : throw new PartialSendException(accepted, failed);
    }

    /// <summary>What became of a message.</summary>
    /// <exception cref="MessageNotFoundException">There is no such message.</exception>
    public ValueTask<Receipt> GetReceiptAsync(Guid messageId, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return _receipts.GetAsync(messageId, cancel);
    }

    /// <summary>Waits until a message has come so far, or can come no further.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="until">What to wait for; by default, that it is settled.</param>
    /// <param name="cancel">Stops waiting. There is no other limit.</param>
    /// <exception cref="MessageNotFoundException">There is no such message.</exception>
    public ValueTask<Receipt> WaitForReceiptAsync(Guid messageId, ReceiptState until = ReceiptState.Settled, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return _receipts.WaitAsync(messageId, until, cancel);
    }

    internal async ValueTask<Receipt> AnswerAsync(Message request, OutgoingMessage reply, CancellationToken cancel)
    {
        var to = request.ReplyTo ?? request.From;

        // Who asked is owed an answer, also when it has left the team since: it waits in its mailbox.
        var (how, isOurs) = Address(to, new SendOptions { AllowUnknownRecipients = true });
        var drafts = _outbox.Draft([reply with { ConversationId = reply.ConversationId ?? request.ConversationId }], to, message => request.CorrelationId is null
            ? message
            : message with { CorrelationId = request.CorrelationId, InReplyTo = request.Id });
        return (await _outbox.SendAsync(drafts, to, isOurs, how, cancel).ConfigureAwait(false))[0];
    }

    private (SendOptions How, bool IsOurs) Address(string to, SendOptions? options)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(to);
        var how = options ?? SendOptions.Default;
        var isOurs = false;
        Files.Storage.Guard("Looking for the recipient", Folder, () => isOurs = _hub.Addresses.IsOurs(to, how.AllowUnknownRecipients));
        return (how, isOurs);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(IsClosed, this);
}
