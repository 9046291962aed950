namespace Mailbox.Store.Index;

/// <summary>Claiming, and what must be put right before: leases that ran out, times that have come, messages that expired.</summary>
internal static class ClaimQueries
{
    /// <summary>How many become dead letters in one transaction because they expired: each is a file to write, while others wait for what was claimed along with it.</summary>
    private const int ExpiredAtOnce = 100;

    /// <summary>Claims what is to be handed out next, unless another process is the only one that may.</summary>
    public static ClaimResult Claim(IndexConnection index, string agent, Consumer consumer, int max, string owner, TimeSpan lease, int maxAttempts, StoreClock now)
    {
        if (ConsumerQueries.InTheWay(index, agent, consumer) is { } other)
        {
            return new ClaimResult([], [], other, null, 0);
        }

        List<Burial> burials = [];
        ReclaimLeases(index, agent, "SELECT id, attempt, owner FROM messages WHERE agent = $0 AND state = 2 AND lease_until <= $1", now.Monotonic, "The lease ran out: the worker died, hung, or was paused.", maxAttempts, now, burials);
        Promote(index, agent, now);
        Expire(index, agent, now, burials);

        var (token, until) = (index.Number("UPDATE meta SET value = value + 1 WHERE key = 'fence' RETURNING value")!.Value, now.After(lease));
        var claimed = index.Query(
            """
            UPDATE messages SET state = 2, attempt = attempt + 1, owner = $2, token = $3, lease_until = $4, claimed_at = $5, changed_at = $5
            WHERE seq IN (SELECT seq FROM messages WHERE agent = $0 AND state = 0 AND (expires_at IS NULL OR expires_at > $5) ORDER BY priority, seq LIMIT $1)
            RETURNING id, (SELECT name FROM files WHERE files.id = messages.file), position, attempt, priority, seq
            """,
            row => new ClaimedRow(row.Id(0), row.Text(1), row.Int(2), row.Int(3), token, row.Int(4), row.Number(5)),
            agent, max, owner, token, until, now.Wall);
        claimed.Sort(static (a, b) => a.Priority != b.Priority ? a.Priority.CompareTo(b.Priority) : a.Sequence.CompareTo(b.Sequence));
        return new ClaimResult(claimed, burials, null, ConsumerQueries.Enter(index, agent, consumer, token), until);
    }

    /// <summary>Claims one message that is open, whoever has it; who had it has lost it. Null when it is not open.</summary>
    public static long? Seize(IndexConnection index, string agent, Guid id, string holder, TimeSpan lease, StoreClock now)
    {
        var token = index.Number("UPDATE meta SET value = value + 1 WHERE key = 'fence' RETURNING value")!.Value;
        return index.Execute(
            """
            UPDATE messages SET attempt = attempt + (state <> 2), state = 2, owner = $2, token = $3, lease_until = $4, claimed_at = $5, changed_at = $5, due = NULL
            WHERE id = $0 AND agent = $1 AND state IN (0, 1, 2)
            """, id, agent, holder, token, now.After(lease), now.Wall) == 1 ? token : null;
    }

    /// <summary>When an open message was claimed and for how many milliseconds more; nulls when nobody has it.</summary>
    public static (DateTimeOffset? ClaimedAt, long? Left) Held(IndexConnection index, string agent, Guid id, StoreClock now) => index.Query(
        "SELECT claimed_at, lease_until - $2 FROM messages WHERE id = $0 AND agent = $1 AND state = 2", static row => (row.TimeOrNull(0), row.NumberOrNull(1)), id, agent, now.Monotonic).FirstOrDefault();

    /// <summary>True when a claim would find something now: asked before a write transaction is begun for it.</summary>
    public static bool IsAnythingDue(IndexConnection index, string agent, StoreClock now) => index.Number(
        """
        SELECT EXISTS(SELECT 1 FROM messages WHERE agent = $0 AND state = 0)
          OR EXISTS(SELECT 1 FROM messages WHERE agent = $0 AND state = 1 AND due IS NOT NULL AND due <= $1)
          OR EXISTS(SELECT 1 FROM messages WHERE agent = $0 AND state = 1 AND due IS NULL AND not_before <= $2)
          OR EXISTS(SELECT 1 FROM messages WHERE agent = $0 AND state = 2 AND lease_until <= $1)
          OR EXISTS(SELECT 1 FROM messages WHERE agent = $0 AND state IN (0, 1) AND expires_at IS NOT NULL AND expires_at <= $2)
        """, agent, now.Monotonic, now.Wall) == 1;

    /// <summary>In how many milliseconds a claim would find something, if nothing arrives until then; null when never.</summary>
    public static long? NextDue(IndexConnection index, string agent, StoreClock now) => index.Number(
        """
        SELECT min(wait) FROM (
          SELECT min(due) - $1 AS wait FROM messages WHERE agent = $0 AND state = 1 AND due IS NOT NULL
          UNION ALL SELECT min(not_before) - $2 FROM messages WHERE agent = $0 AND state = 1 AND due IS NULL
          UNION ALL SELECT min(lease_until) - $1 FROM messages WHERE agent = $0 AND state = 2
          UNION ALL SELECT min(expires_at) - $2 FROM messages WHERE agent = $0 AND state IN (0, 1) AND expires_at IS NOT NULL)
        """, agent, now.Monotonic, now.Wall);

    public static bool Renew(IndexConnection index, LeaseKey lease, string agent, TimeSpan duration, StoreClock now) => index.Execute(
        "UPDATE messages SET lease_until = $4 WHERE id = $0 AND agent = $1 AND token = $2 AND state = 2 AND lease_until > $3",
        lease.Id, agent, lease.Token, now.Monotonic, now.After(duration)) == 1;

    /// <summary>Ends the leases of processes that have ended, so that a restarted worker does not wait for them to run out.</summary>
    public static List<Burial> ReclaimFrom(IndexConnection index, string agent, IReadOnlyList<string> deadOwners, int maxAttempts, StoreClock now)
    {
        List<Burial> burials = [];
        foreach (var owner in deadOwners)
        {
            ReclaimLeases(index, agent, "SELECT id, attempt, owner FROM messages WHERE agent = $0 AND state = 2 AND owner = $1", owner, "The worker's process ended while it held the message.", maxAttempts, now, burials);
        }

        return burials;
    }

    public static List<string> Owners(IndexConnection index, string agent) =>
        index.Query("SELECT DISTINCT owner FROM messages WHERE agent = $0 AND state = 2", static row => row.Text(0), agent);

    /// <summary>After a restart of the machine its monotonic clock starts over: no lease and no backoff of before means anything.</summary>
    public static void StartAfterBoot(IndexConnection index, string boot)
    {
        if (index.Text("SELECT value FROM meta WHERE key = 'boot'") != boot)
        {
            index.Execute("UPDATE messages SET state = 0, owner = NULL, lease_until = NULL, token = NULL, claimed_at = NULL WHERE state = 2");
            index.Execute("UPDATE messages SET due = 0 WHERE state = 1 AND due IS NOT NULL");
            index.Execute("UPDATE consumers SET alone_until = min(alone_until, $0), shared_until = 0", ConsumerRow.BeforeBoot);
            index.Execute("UPDATE tasks SET due = NULL WHERE due IS NOT NULL");
            index.Execute("UPDATE meta SET value = $0 WHERE key = 'boot'", boot);
        }
    }

    private static void ReclaimLeases(
        IndexConnection index, string agent, string select, IndexValue which, string reason, int maxAttempts, StoreClock now, List<Burial> burials)
    {
        foreach (var (id, attempt, owner) in index.Query(select, static row => (row.Id(0), row.Int(1), row.Text(2)), agent, which))
        {
            SettleQueries.RecordFailure(index, agent, id, attempt, owner, reason, now);
            if (attempt >= maxAttempts)
            {
                burials.Add(SettleQueries.Bury(index, agent, id, MessageState.Dead, reason, now));
            }
            else
            {
                SettleQueries.PutBack(index, agent, id, due: null, now);
            }
        }
    }

    private static void Promote(IndexConnection index, string agent, StoreClock now)
    {
        index.Execute("UPDATE messages SET state = 0, due = NULL, changed_at = $2 WHERE agent = $0 AND state = 1 AND due IS NOT NULL AND due <= $1", agent, now.Monotonic, now.Wall);
        index.Execute("UPDATE messages SET state = 0, changed_at = $1 WHERE agent = $0 AND state = 1 AND due IS NULL AND not_before <= $1", agent, now.Wall);
    }

    public static bool IsAnythingExpired(IndexConnection index, string agent, StoreClock now) =>
        index.Number("SELECT 1 FROM messages WHERE agent = $0 AND expires_at IS NOT NULL AND state IN (0, 1) AND expires_at <= $1 LIMIT 1", agent, now.Wall) is not null;

    /// <summary>Makes dead letters of the first of those that expired; the others are for the next time.</summary>
    public static void Expire(IndexConnection index, string agent, StoreClock now, List<Burial> burials)
    {
        foreach (var (id, at) in index.Query(
            "SELECT id, expires_at FROM messages WHERE agent = $0 AND expires_at IS NOT NULL AND state IN (0, 1) AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
            static row => (row.Id(0), row.Time(1)), agent, now.Wall, ExpiredAtOnce))
        {
            burials.Add(SettleQueries.Bury(index, agent, id, MessageState.Expired, $"Nobody claimed it before it expired at {Teams.EntryWriter.FormatTime(at)}.", now));
        }
    }
}
