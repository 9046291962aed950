namespace Mailbox.Store.Index;

/// <summary>Requests and the replies that wait for them.</summary>
internal static class ReplyQueries
{
    /// <summary>A reply to a request that nobody can find any more waits so long before it counts as late.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Settles the first reply to a request; null when none waits.</summary>
    public static (Guid Id, FileMove? Move)? Take(IndexConnection index, string agent, string correlation, StoreClock now)
    {
        var found = index.Query(
            "SELECT id, file FROM messages WHERE agent = $0 AND correlation = $1 AND state = 6 ORDER BY seq LIMIT 1",
            static row => (Id: row.Id(0), File: row.Number(1)), agent, correlation);
        if (found.Count == 0)
        {
            return null;
        }

        return (found[0].Id, Answer(index, agent, correlation, found[0].Id, found[0].File, now));
    }

    /// <summary>Settles a reply that its asker has; others to the same request, also earlier ones, are late.</summary>
    public static FileMove? SettleGiven(IndexConnection index, string agent, Message reply, StoreClock now)
    {
        if (index.Number("SELECT file FROM messages WHERE id = $0 AND agent = $1 AND state = 6", reply.Id, agent) is not { } file)
        {
            return null; // Another process of the agent has settled it.
        }

        return Answer(index, agent, reply.CorrelationId!, reply.Id, file, now);
    }

    /// <summary>Settles and marks the replies whose asker no longer waits.</summary>
    public static List<(Guid Id, FileMove? Move)> SweepLate(IndexConnection index, string agent, StoreClock now)
    {
        var late = index.Query(
            """
            SELECT id, file FROM messages AS reply WHERE agent = $0 AND state = 6 AND (
              EXISTS(SELECT 1 FROM closed_requests WHERE closed_requests.correlation = reply.correlation)
              OR EXISTS(SELECT 1 FROM messages AS request WHERE request.correlation = reply.correlation AND request.in_reply_to IS NULL AND request.reply_by <= $1)
              OR (sent_at <= $2 AND NOT EXISTS(SELECT 1 FROM messages AS request WHERE request.correlation = reply.correlation AND request.in_reply_to IS NULL)))
            """, static row => (Id: row.Id(0), File: row.Number(1)), agent, now.Wall, now.Wall - (long)Grace.TotalMilliseconds);
        List<(Guid, FileMove?)> moves = [];
        foreach (var (id, file) in late)
        {
            Settle(index, agent, id, isLate: true, now);
            moves.Add((id, EntryQueries.Close(index, agent, file)));
        }

        return moves;
    }

    public static List<string> Waiting(IndexConnection index, string agent) =>
        index.Query("SELECT DISTINCT correlation FROM messages WHERE agent = $0 AND state = 6", static row => row.Text(0), agent);

    /// <summary>The first reply to a request, in whatever state; null when there is none.</summary>
    public static Guid? FindReply(IndexConnection index, string agent, string correlation)
    {
        var found = index.Query("SELECT id FROM messages WHERE agent = $0 AND correlation = $1 AND in_reply_to IS NOT NULL ORDER BY seq LIMIT 1", static row => row.Id(0), agent, correlation);
        return found.Count == 0 ? null : found[0];
    }

    public static void CloseRequest(IndexConnection index, string correlation, StoreClock now) =>
        index.Execute("INSERT OR IGNORE INTO closed_requests VALUES($0, $1)", correlation, now.Wall);

    /// <summary>After a rebuild: a settled reply that came after its asker's time is late, as it was before.</summary>
    public static void MarkLate(IndexConnection index) => index.Execute(
        """
        UPDATE messages SET late = 1 WHERE in_reply_to IS NOT NULL AND state = 3 AND EXISTS(
          SELECT 1 FROM messages AS request WHERE request.correlation = messages.correlation AND request.in_reply_to IS NULL AND request.reply_by < messages.sent_at)
        """);

    /// <summary>The reply is the answer: later ones are late.</summary>
    private static FileMove? Answer(IndexConnection index, string agent, string correlation, Guid id, long file, StoreClock now)
    {
        Settle(index, agent, id, isLate: false, now);
        CloseRequest(index, correlation, now);
        return EntryQueries.Close(index, agent, file);
    }

    private static void Settle(IndexConnection index, string agent, Guid id, bool isLate, StoreClock now) =>
        index.Execute("UPDATE messages SET state = 3, late = $2, changed_at = $3 WHERE id = $0 AND agent = $1", id, agent, isLate ? 1 : 0, now.Wall);
}
