using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Requests;

namespace Mailbox;

/// <summary>
/// A message that was claimed, with the lease on it. The lease renews itself until the message is acknowledged, rejected, dead-lettered or
/// given back; disposing gives it back if nothing else was done. Every call that settles throws <see cref="LeaseLostException"/> when the lease is lost.
/// </summary>
public sealed class MessageDelivery : IAsyncDisposable
{
    private const int MaxReason = 4000;
    private readonly ISettlement _settlement;
    private int _settled;

    internal MessageDelivery(Message message, int attempt, ISettlement settlement) =>
        (Message, Attempt, _settlement) = (message, attempt, settlement);

    /// <summary>The message.</summary>
    public Message Message { get; }

    /// <summary>The claim, if this is a task that <see cref="TaskList.RunAsync"/> hands to its handler; null for mail.</summary>
    public TaskClaim? TaskClaim { get; internal init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The fencing token of the lease: every later claim of this message has a greater one. Hand it to whatever must refuse a stale worker.</summary>
    public long FencingToken => _settlement.FencingToken;

    /// <summary>Cancelled when the lease is lost: what is being done does not count any more, and somebody else may be doing it.</summary>
    public CancellationToken LeaseLost => _settlement.Lost;

    /// <summary>Whether it was acknowledged, rejected, dead-lettered, answered or given back through this object.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>The message is done; it is not delivered again.</summary>
    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public async ValueTask AcknowledgeAsync()
    {
        if (!await TryAcknowledgeAsync().ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>As <see cref="AcknowledgeAsync"/>; false when the lease was lost.</summary>
    public async ValueTask<bool> TryAcknowledgeAsync()
    {
        var settled = await SettleAsync(_settlement.AcknowledgeAsync).ConfigureAwait(false);
        MailboxMetrics.Acknowledged.Add(settled ? 1 : 0);
        return settled;
    }

    /// <summary>This attempt failed. The message comes back after a pause, or becomes a dead letter when it was the last of <see cref="MailboxOptions.MaxAttempts"/>.</summary>
    /// <param name="reason">Why; it is kept with the message.</param>
    /// <param name="retryAfter">The pause; default <see cref="MailboxOptions.RetryDelay"/>, doubled with each attempt.</param>
    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public async ValueTask RejectAsync(string reason, TimeSpan? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!await SettleAsync(() => _settlement.RejectAsync(Cut(reason), retryAfter, Attempt)).ConfigureAwait(false))
        {
            throw Lost();
        }

        MailboxMetrics.Rejected.Add(1);
    }

    /// <summary>The message can never be handled: it goes to the dead letters at once.</summary>
    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public async ValueTask DeadLetterAsync(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!await SettleAsync(() => _settlement.DeadLetterAsync(Cut(reason))).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>Gives the message back as if it had not been claimed; the attempt does not count.</summary>
    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public async ValueTask ReleaseAsync()
    {
        if (!await SettleAsync(_settlement.ReleaseAsync).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>Makes sure that the lease holds, and renews it. Call it before something that must not be done twice.</summary>
    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public async ValueTask ExtendAsync()
    {
        if (Volatile.Read(ref _settled) != 0 || !await _settlement.RenewAsync().ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>
    /// Answers the message, then acknowledges it. The answer carries the request's correlation id and conversation, and goes to whom the
    /// request says. If this process dies in between the request is delivered again, and the second answer is kept and marked late.
    /// </summary>
    /// <exception cref="LeaseLostException">The lease was lost before the answer was sent, or before it was acknowledged.</exception>
    public async ValueTask<Receipt> ReplyAsync(OutgoingMessage reply, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (IsSettled || !await _settlement.HoldsAsync().ConfigureAwait(false))
        {
            throw Lost();
        }

        var receipt = await _settlement.AnswerAsync(Message, reply, cancel).ConfigureAwait(false);
        await AcknowledgeAsync().ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Answers with plain text, then acknowledges.</summary>
    /// <exception cref="LeaseLostException">The lease was lost before the answer was sent, or before it was acknowledged.</exception>
    public ValueTask<Receipt> ReplyAsync(string text, CancellationToken cancel = default) => ReplyAsync(OutgoingMessage.FromText(text), cancel);

    /// <summary>Answers with a payload, then acknowledges.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    /// <exception cref="LeaseLostException">The lease was lost before the answer was sent, or before it was acknowledged.</exception>
    public ValueTask<Receipt> ReplyAsync<T>(T payload, CancellationToken cancel = default)
        where T : notnull =>
        ReplyAsync(OutgoingMessage.Of(payload), cancel);

    /// <summary>Answers with an error, then acknowledges: the asker gets a <see cref="RequestFailedException"/>.</summary>
    /// <param name="error">What went wrong, in words.</param>
    /// <param name="code">A code for programs.</param>
    /// <param name="cancel">Stops before the answer is sent.</param>
    public ValueTask<Receipt> ReplyErrorAsync(string error, string? code = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ReplyAsync(ErrorReply.Write(error, code), cancel);
    }

    /// <summary>Gives the message back unless it is settled.</summary>
    public async ValueTask DisposeAsync()
    {
        // Not being able to give it back, because the lease is lost or the mailbox closed, has the same end: somebody else gets it.
        await SettleAsync(() => _settlement.IsClosed ? Task.FromResult(false) : _settlement.ReleaseAsync()).ConfigureAwait(false);
    }

    // An exception's message can be as long as its input; a reason is for people.
    private static string Cut(string reason) => reason.Length <= MaxReason ? reason : reason[..MaxReason] + "…";

    private async ValueTask<bool> SettleAsync(Func<Task<bool>> settle)
    {
        if (Interlocked.CompareExchange(ref _settled, 1, 0) != 0)
        {
            return false;
        }

        _settlement.IsSettling = true;
        try
        {
            var settled = await settle().ConfigureAwait(false);
            _settlement.LetGo(this);
            return settled;
        }
        catch
        {
            // A locked index or a full disk: it is not settled, and the caller may try again while the lease runs.
            _settlement.IsSettling = false;
            Volatile.Write(ref _settled, 0);
            throw;
        }
    }

    private LeaseLostException Lost() => TaskClaim is null ? new(Message.Id, FencingToken) : new(TaskClaim.Task.Id, FencingToken);
}
