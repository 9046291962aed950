namespace Mailbox.Store.Index;

/// <summary>
/// Who consumes a mailbox. A process that does so alone hands out what comes from memory, and the index follows (<see cref="Fresh.FreshMail"/>); it keeps that right by
/// using it. Others that want mail of the same agent ask it to share, and wait until it does, or its time is over. Times are the machine's, whatever a test says of
/// time: processes wait for each other in it.
/// </summary>
internal static class ConsumerQueries
{
    /// <summary>So long others wait at the most for one that is frozen; and so long after the last message the next one takes a transaction before it is handed out.</summary>
    private const long AloneMilliseconds = 500;

    /// <summary>So long after the last time that another one took mail nobody tries to be alone.</summary>
    private const long SharedMilliseconds = 10_000;

    public static long Clock => StoreClock.Read(TimeProvider.System).Monotonic;

    public static ConsumerRow? Find(IndexConnection index, string agent) => index.Query(
        "SELECT owner, journal, token, alone_until, shared_until FROM consumers WHERE agent = $0",
        static row => new ConsumerRow(new Consumer(row.Text(0), row.Text(1)), row.Number(2), row.Number(3), row.Number(4)), agent).FirstOrDefault();

    /// <summary>Who must give way, or be replaced, before another one may claim; null when nobody is in the way. One that lives is asked to.</summary>
    public static ConsumerRow? InTheWay(IndexConnection index, string agent, Consumer consumer)
    {
        if (Find(index, agent) is not { HasGivenWay: false } other || other.Consumer.Journal == consumer.Journal)
        {
            return null;
        }

        AskToShare(index, agent);
        return other;
    }

    /// <summary>Notes that a consumer claims, under a new fencing token; answers its right to be the only one, if it is. Nobody may be in its way.</summary>
    public static ExclusiveLease? Enter(IndexConnection index, string agent, Consumer consumer, long token)
    {
        var (row, now) = (Find(index, agent), Clock);
        var isMine = row is null || row.Consumer.Journal == consumer.Journal || row.IsGone;
        if (isMine && !(row?.SharedUntil > now && !row.IsGone))
        {
            var lease = new ExclusiveLease(token, now + AloneMilliseconds);
            Set(index, agent, consumer, token, lease.Until, sharedUntil: 0);
            return lease;
        }

        if (isMine ? !row!.HasGivenWay : row!.SharedUntil - now < SharedMilliseconds / 2)
        {
            Set(index, agent, consumer, token, aloneUntil: 0, isMine ? row.SharedUntil : now + SharedMilliseconds);
        }

        return null;
    }

    /// <summary>What is left of a right to be the only one, and prolongs it; null when it is lost. It ends, although it still holds, when it must be shared.</summary>
    public static (ExclusiveLease Lease, bool MustShare)? Keep(IndexConnection index, string agent, Consumer consumer, ExclusiveLease lease)
    {
        var now = Clock;
        if (Find(index, agent) is not { } row || row.Consumer.Journal != consumer.Journal || row.Token != lease.Token || row.HasGivenWay)
        {
            return null;
        }

        if (row.AloneUntil - now < AloneMilliseconds / 2)
        {
            row = row with { AloneUntil = now + AloneMilliseconds };
            index.Execute("UPDATE consumers SET alone_until = $1 WHERE agent = $0", agent, row.AloneUntil);
        }

        return (new ExclusiveLease(row.Token, row.AloneUntil), row.SharedUntil > now);
    }

    /// <summary>Others may take mail, too: all that was in memory is in the index.</summary>
    public static void GiveWay(IndexConnection index, string agent, Consumer consumer) =>
        index.Execute("UPDATE consumers SET alone_until = 0 WHERE agent = $0 AND journal = $1", agent, consumer.Journal);

    public static void Leave(IndexConnection index, string agent, Consumer consumer) =>
        index.Execute("DELETE FROM consumers WHERE agent = $0 AND journal = $1", agent, consumer.Journal);

    /// <summary>Ends the right of one that is gone, or whose time is over. False when it has changed since.</summary>
    public static bool Replace(IndexConnection index, string agent, ConsumerRow other) => index.Execute(
        "UPDATE consumers SET alone_until = 0 WHERE agent = $0 AND journal = $1 AND token = $2 AND alone_until = $3",
        agent, other.Consumer.Journal, other.Token, other.AloneUntil) == 1;

    private static void AskToShare(IndexConnection index, string agent)
    {
        var now = Clock;
        index.Execute("UPDATE consumers SET shared_until = $1 WHERE agent = $0 AND shared_until < $2", agent, now + SharedMilliseconds, now + (SharedMilliseconds / 2));
    }

    private static void Set(IndexConnection index, string agent, Consumer consumer, long token, long aloneUntil, long sharedUntil) => index.Execute(
        "INSERT OR REPLACE INTO consumers(agent, owner, journal, token, alone_until, shared_until) VALUES($0, $1, $2, $3, $4, $5)",
        agent, consumer.Process, consumer.Journal, token, aloneUntil, sharedUntil);
}
