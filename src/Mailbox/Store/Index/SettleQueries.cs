namespace Mailbox.Store.Index;

/// <summary>The ends of a claim. Each first checks the fence: token and time of the lease must still hold.</summary>
internal static class SettleQueries
{
    /// <summary>Null when the lease is lost; else what becomes of the file.</summary>
    public static (bool Settled, FileMove? Move) Acknowledge(IndexConnection index, LeaseKey lease, string agent, StoreClock now)
    {
        var file = index.Number(
            """
            UPDATE messages SET state = 3, owner = NULL, lease_until = NULL, token = NULL, changed_at = $4
            WHERE id = $0 AND agent = $1 AND token = $2 AND state = 2 AND lease_until > $3 RETURNING file
            """, lease.Id, agent, lease.Token, now.Monotonic, now.Wall);
        return file is { } id ? (true, EntryQueries.Close(index, agent, id)) : (false, null);
    }

    /// <summary>Counts a failed attempt: the message comes back after <paramref name="delay"/>, or is buried when it was its last.</summary>
    public static (bool Settled, Burial? Burial) Reject(IndexConnection index, LeaseKey lease, string agent, string reason, TimeSpan delay, int maxAttempts, StoreClock now)
    {
        if (Held(index, lease, agent, now) is not var (attempt, owner))
        {
            return (false, null);
        }

        RecordFailure(index, agent, lease.Id, attempt, owner, reason, now);
        if (attempt >= maxAttempts)
        {
            return (true, Bury(index, agent, lease.Id, MessageState.Dead, reason, now));
        }

        PutBack(index, agent, lease.Id, now.After(delay), now);
        return (true, null);
    }

    public static (bool Settled, Burial? Burial) DeadLetter(IndexConnection index, LeaseKey lease, string agent, string reason, StoreClock now)
    {
        if (Held(index, lease, agent, now) is not var (attempt, owner))
        {
            return (false, null);
        }

        RecordFailure(index, agent, lease.Id, attempt, owner, reason, now);
        return (true, Bury(index, agent, lease.Id, MessageState.Dead, reason, now));
    }

    /// <summary>Gives a message back as if it had not been claimed; but for its token, so that a claim of before it, which somebody has in memory or in a journal, is known as such.</summary>
    public static bool Release(IndexConnection index, LeaseKey lease, string agent, StoreClock now) => index.Execute(
        """
        UPDATE messages SET state = 0, attempt = attempt - 1, owner = NULL, lease_until = NULL, claimed_at = NULL, changed_at = $4
        WHERE id = $0 AND agent = $1 AND token = $2 AND state = 2 AND lease_until > $3
        """, lease.Id, agent, lease.Token, now.Monotonic, now.Wall) == 1;

    /// <summary>As <see cref="Release"/>, to be claimed after a pause.</summary>
    public static bool Postpone(IndexConnection index, LeaseKey lease, string agent, TimeSpan pause, StoreClock now) =>
        Release(index, lease, agent, now) && index.Execute(
            "UPDATE messages SET state = 1, due = $2 WHERE id = $0 AND agent = $1", lease.Id, agent, now.After(pause)) == 1;

    public static void PutBack(IndexConnection index, string agent, Guid id, long? due, StoreClock now) => index.Execute(
        "UPDATE messages SET state = $2, due = $3, owner = NULL, lease_until = NULL, token = NULL, claimed_at = NULL, changed_at = $4 WHERE id = $0 AND agent = $1",
        id, agent, due is null ? MessageState.Waiting : MessageState.Delayed, due, now.Wall);

    public static void RecordFailure(IndexConnection index, string agent, Guid id, int attempt, string owner, string reason, StoreClock now) =>
        index.Execute("INSERT INTO attempts(agent, id, attempt, owner, failed_at, reason) VALUES($0, $1, $2, $3, $4, $5)", agent, id, attempt, owner, now.Wall, reason);

    public static List<FailedAttempt> Failures(IndexConnection index, string agent, Guid id) => index.Query(
        "SELECT attempt, owner, failed_at, reason FROM attempts WHERE id = $0 AND agent = $1 ORDER BY rowid",
        static row => new FailedAttempt(row.Int(0), row.Text(1), row.Time(2), row.Text(3)), id, agent);

    /// <summary>
    /// Makes a message a dead letter. Its row points at <c>dead/&lt;id&gt;.json</c> from now on, which is written after the commit, from the entry in
    /// its old file; only then is the old file let go (<see cref="FinishBurial"/>). If we die in between, the next scan finds the burial here.
    /// </summary>
    public static Burial Bury(IndexConnection index, string agent, Guid id, MessageState state, string reason, StoreClock now)
    {
        var (file, position, name) = index.Query(
            "SELECT file, position, (SELECT name FROM files WHERE files.id = messages.file) FROM messages WHERE id = $0 AND agent = $1", static row => (row.Number(0), row.Int(1), row.Text(2)), id, agent)[0];
        var grave = index.Number(
            """
            INSERT INTO files(agent, box, name, open, origin, origin_position) VALUES($0, 2, $1, 0, $2, $3)
            ON CONFLICT(agent, box, name) DO UPDATE SET origin = $2, origin_position = $3 RETURNING id
            """, agent, id + Spool.MessageSpool.Extension, file, position)!.Value;
        index.Execute(
            "UPDATE messages SET state = $2, file = $3, position = 0, reason = $4, owner = NULL, lease_until = NULL, token = NULL, due = NULL, changed_at = $5 WHERE id = $0 AND agent = $1",
            id, agent, state, grave, reason, now.Wall);
        return new Burial(agent, id, name, position, new DeadLetterNote(reason, DateTimeOffset.FromUnixTimeMilliseconds(now.Wall), Failures(index, agent, id), IsExpired: state == MessageState.Expired));
    }

    /// <summary>The dead letters that are yet to be written.</summary>
    public static List<Burial> Unfinished(IndexConnection index, string agent) => index.Query(
        """
        SELECT messages.id, origin.name, grave.origin_position, messages.reason, messages.changed_at, messages.state
        FROM files AS grave JOIN messages ON messages.file = grave.id JOIN files AS origin ON origin.id = grave.origin
        WHERE grave.agent = $0 AND grave.origin IS NOT NULL
        """,
        row => new Burial(agent, row.Id(0), row.Text(1), row.Int(2),
            new DeadLetterNote(row.TextOrNull(3) ?? "", row.Time(4), Failures(index, agent, row.Id(0)), IsExpired: (MessageState)row.Int(5) == MessageState.Expired)), agent);

    /// <summary>The letter is written: the file it came from has one open message less. Not known: another process has done this, or the index was made anew before there was a letter.</summary>
    public static (bool IsKnown, FileMove? Move) FinishBurial(IndexConnection index, Burial burial)
    {
        var origin = index.Number(
            "SELECT origin FROM files WHERE agent = $0 AND box = 2 AND name = $1 AND origin IS NOT NULL", burial.AgentKey, burial.Id + Spool.MessageSpool.Extension);
        if (origin is null)
        {
            return (false, null);
        }

        index.Execute("UPDATE files SET origin = NULL, origin_position = NULL WHERE agent = $0 AND box = 2 AND name = $1", burial.AgentKey, burial.Id + Spool.MessageSpool.Extension);
        return (true, EntryQueries.Close(index, burial.AgentKey, origin.Value));
    }

    /// <summary>Where a message lies by the index; null when that does not know it.</summary>
    public static (Box Box, string FileName, int Position)? PlaceOf(IndexConnection index, string agent, Guid id) => index.Query(
        "SELECT files.box, files.name, position FROM messages JOIN files ON files.id = messages.file WHERE messages.id = $0 AND messages.agent = $1",
        static row => ((Box, string, int)?)((Box)row.Int(0), row.Text(1), row.Int(2)), id, agent).FirstOrDefault();

    private static (int Attempt, string Owner)? Held(IndexConnection index, LeaseKey lease, string agent, StoreClock now)
    {
        var held = index.Query(
            "SELECT attempt, owner FROM messages WHERE id = $0 AND agent = $1 AND token = $2 AND state = 2 AND lease_until > $3",
            static row => (row.Int(0), row.Text(1)), lease.Id, agent, lease.Token, now.Monotonic);
        return held.Count == 1 ? held[0] : null;
    }
}
