using Mailbox.Delivery;
using Mailbox.Store;

namespace Mailbox;

/// <summary>Settles a message under its lease.</summary>
internal sealed class MailSettlement(AgentMailbox mailbox, HeldLease lease) : ISettlement
{
    public long FencingToken => lease.Key.Token;

    public CancellationToken Lost { get; } = lease.Lost;

    public bool IsClosed => mailbox.IsClosed;

    public bool IsSettling
    {
        set => lease.IsSettling = value;
    }

    public Task<bool> AcknowledgeAsync() => mailbox.Store.AcknowledgeAsync(lease.Key);

    public Task<bool> RejectAsync(string reason, TimeSpan? retryAfter, int attempt) =>
        mailbox.Store.RejectAsync(lease.Key, reason, retryAfter ?? MessageBackoff.After(attempt, mailbox.Options), mailbox.Options.MaxAttempts);

    public Task<bool> DeadLetterAsync(string reason) => mailbox.Store.DeadLetterAsync(lease.Key, reason);

    public Task<bool> ReleaseAsync() => mailbox.Store.ReleaseAsync(lease.Key);

    public async Task<bool> RenewAsync()
    {
        var until = StoreClock.Read(mailbox.Options.TimeProvider).After(lease.Duration); // Counted from before it is asked for.
        var isRenewed = (await mailbox.Store.RenewAsync([(lease.Key, lease.Duration)]).ConfigureAwait(false))[0];
        lease.Until = isRenewed ? until : lease.Until;
        return isRenewed;
    }

    public Task<bool> HoldsAsync() => lease.IsFresh(mailbox.Options.TimeProvider) ? Task.FromResult(true) : RenewAsync();

    public ValueTask<Receipt> AnswerAsync(Message request, OutgoingMessage reply, CancellationToken cancel) => mailbox.AnswerAsync(request, reply, cancel);

    public void LetGo(MessageDelivery delivery) => mailbox.LetGo(lease, delivery);
}
