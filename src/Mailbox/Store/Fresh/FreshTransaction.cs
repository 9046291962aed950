using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store.Fresh;

/// <summary>Writes files to the index as they are in memory at that moment, if nobody else has become consumer. It may run twice, so it changes nothing but the index.</summary>
internal sealed class FreshTransaction(AgentFolder folder, FreshShelf shelf, Consumer consumer, TimeProvider time)
{
    /// <summary>What was written, and what is left of the right to be the only consumer; null when it is lost, and nothing was.</summary>
    public (List<FreshState> States, (ExclusiveLease Lease, bool MustShare)? Kept) Run(IndexConnection connection, List<FreshFile> files)
    {
        List<FreshState> states;
        ExclusiveLease? lease;
        var now = StoreClock.Read(time);
        lock (shelf.Sync)
        {
            lease = shelf.Lease;
            states = files.ConvertAll(file => new FreshState(file, Array.ConvertAll(file.Messages, message => StateOf(message, now))));
        }

        var kept = lease is { } mine ? ConsumerQueries.Keep(connection, folder.Key, consumer, mine) : null;
        if (kept is not null)
        {
            states.ForEach(state => FreshQueries.Write(connection, folder.Key, state, now));
        }

        return (states, kept);
    }

    private ClaimedState? StateOf(FreshMessage message, StoreClock now)
    {
        if (message.Claim is not { } claim)
        {
            return null;
        }

        // An acknowledgement counts when it is written: who was stopped in between, and past the lease, is too late.
        return message.Acknowledged is not null && claim.LeaseUntil > now.Monotonic
            ? new ClaimedState(IsSettled: true, null, claim.Token, null, claim.ClaimedAt)
            : new ClaimedState(IsSettled: false, consumer.Process, claim.Token, claim.LeaseUntil, claim.ClaimedAt);
    }
}
