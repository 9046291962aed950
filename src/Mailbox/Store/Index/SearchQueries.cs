using System.Globalization;
using System.Text;

namespace Mailbox.Store.Index;

/// <summary>Finding messages.</summary>
internal static class SearchQueries
{
    private const int ManyMatches = 1000;
    private const string IsReady =
        """
        messages.agent = $0 AND (
          (messages.state = 2 AND messages.lease_until <= $1)
          OR ((messages.state = 0 OR (messages.state = 1 AND ((messages.due IS NOT NULL AND messages.due <= $1) OR (messages.due IS NULL AND messages.not_before <= $2))))
            AND (messages.expires_at IS NULL OR messages.expires_at > $2)))
        """;

    public static List<FoundRow> Find(IndexConnection index, MessageQuery query)
    {
        var (where, values) = Where(query);
        if (query.Text is not null)
        {
            // Few are looked up and sorted. Of many, the first of those that lie in the wanted order anyway are taken: the plus keeps SQLite from looking them up one by one.
            var isCommon = index.Number("SELECT count(*) FROM search WHERE search MATCH $0", MatchAll(query.Text)) > ManyMatches;
            where = $"{(isCommon ? "+" : "")}messages.seq IN (SELECT rowid FROM search WHERE search MATCH $0) AND {where}";
        }

        var order = query.OldestFirst ? "ASC" : "DESC";
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT {FoundRow.Columns} FROM messages JOIN files ON files.id = messages.file WHERE {where} ORDER BY messages.sent_at {order}, messages.id {order} LIMIT ${values.Count} OFFSET ${values.Count + 1}");
        return index.Query(sql, FoundRow.Read, (IndexValue[])[.. values, Math.Max(0, query.Limit), Math.Max(0, query.Offset)]);
    }

    /// <summary>How many messages match, limit and offset aside.</summary>
    public static int Count(IndexConnection index, MessageQuery query)
    {
        var (where, values) = Where(query);
        var from = query.Text is null ? "messages" : "search JOIN messages ON messages.seq = search.rowid AND search MATCH $0";
        return (int)(index.Number($"SELECT count(*) FROM {from} WHERE {where}", (IndexValue[])[.. values]) ?? 0);
    }

    /// <summary>What came into its state at this time or later, in that order.</summary>
    public static List<FoundRow> ChangedSince(IndexConnection index, DateTimeOffset since) => index.Query(
        $"SELECT {FoundRow.Columns} FROM messages JOIN files ON files.id = messages.file WHERE messages.changed_at >= $0 ORDER BY messages.changed_at, messages.seq", FoundRow.Read, since);

    /// <summary>All but the words, which are the first value.</summary>
    private static (string Where, List<IndexValue> Values) Where(MessageQuery query)
    {
        var where = new StringBuilder("1 = 1");
        List<IndexValue> values = [query.Text is null ? default(IndexValue) : MatchAll(query.Text)];
        void And(string condition, IndexValue value)
        {
            where.Append(CultureInfo.InvariantCulture, $" AND {condition.Replace("?", $"${values.Count}", StringComparison.Ordinal)}");
            values.Add(value);
        }

        AndIfSet("messages.sender = ?", query.From);
        AndIfSet("messages.recipient = ?", query.To);
        AndIfSet("(messages.sender = ? OR messages.recipient = ?)", query.Agent);
        AndIfSet("messages.type = ?", query.Type);
        AndIfSet("messages.conversation = ?", query.ConversationId);
        AndIfSet("messages.correlation = ?", query.CorrelationId);
        AndIfSet("messages.sent_at >= ?", query.Since);
        AndIfSet("messages.sent_at < ?", query.Until);
        if (query.States.Count > 0)
        {
            And($"messages.state IN ({string.Join(',', query.States.Distinct().Select(static state => (int)state))})", default);
        }

        void AndIfSet(string condition, IndexValue value)
        {
            if (value.Kind != IndexValueKind.Null)
            {
                And(condition, value);
            }
        }

        return (where.ToString(), values);
    }

    public static List<FoundRow> Get(IndexConnection index, Guid id) => index.Query(
        $"SELECT {FoundRow.Columns} FROM messages JOIN files ON files.id = messages.file WHERE messages.id = $0 ORDER BY messages.seq", FoundRow.Read, id);

    public static List<FoundRow> OpenRequests(IndexConnection index, string sender, StoreClock now) => index.Query(
        $"""
        SELECT {FoundRow.Columns} FROM messages JOIN files ON files.id = messages.file
        WHERE messages.sender = $0 AND messages.correlation IS NOT NULL AND messages.reply_to = $0 AND messages.in_reply_to IS NULL
          AND NOT EXISTS(SELECT 1 FROM closed_requests WHERE closed_requests.correlation = messages.correlation)
          AND (messages.reply_by IS NULL OR messages.reply_by > $1)
          AND NOT EXISTS(SELECT 1 FROM messages AS reply WHERE reply.correlation = messages.correlation AND reply.in_reply_to IS NOT NULL AND reply.state NOT IN (6))
        ORDER BY messages.seq
        """, FoundRow.Read, sender, now.Wall);

    /// <summary>What a claim would hand out now: what waits, what is due again, and what a worker held past its lease (unless that was its last attempt, which only the claim can tell).</summary>
    public static List<FoundRow> Ready(IndexConnection index, string agent, int max, StoreClock now) => index.Query(
        $"SELECT {FoundRow.Columns} FROM messages JOIN files ON files.id = messages.file WHERE {IsReady} ORDER BY messages.priority, messages.seq LIMIT $3", FoundRow.Read, agent, now.Monotonic, now.Wall, max);

    public static int CountReady(IndexConnection index, string agent, StoreClock now) =>
        (int)(index.Number($"SELECT count(*) FROM messages WHERE {IsReady}", agent, now.Monotonic, now.Wall) ?? 0);

    public static Dictionary<string, int> Load(IndexConnection index, Func<string, string> nameOf) => index.Query(
        "SELECT agent, sum(open) FROM (SELECT agent, count(*) AS open FROM messages WHERE state = 0 GROUP BY agent UNION ALL SELECT agent, count(*) FROM messages WHERE state = 2 GROUP BY agent) GROUP BY agent",
        static row => (Agent: row.Text(0), Open: row.Int(1))).ToDictionary(row => nameOf(row.Agent), static row => row.Open, StringComparer.Ordinal);

    public static List<AgentStatistics> Statistics(IndexConnection index, Func<string, string> nameOf)
    {
        var counts = index.Query(
            "SELECT agent, state, count(*), min(sent_at), min(claimed_at) FROM messages GROUP BY agent, state",
            static row => (Agent: row.Text(0), State: (MessageState)row.Int(1), Count: row.Int(2), Sent: row.Time(3), Claimed: row.TimeOrNull(4)));
        return [.. counts.GroupBy(row => row.Agent, StringComparer.Ordinal).Select(agent => new AgentStatistics
        {
            Agent = nameOf(agent.Key),
            Waiting = Count(agent, MessageState.Waiting),
            Delayed = Count(agent, MessageState.Delayed),
            Leased = Count(agent, MessageState.Leased),
            AwaitingAsker = Count(agent, MessageState.AwaitingAsker),
            Done = Count(agent, MessageState.Done),
            Dead = Count(agent, MessageState.Dead) + Count(agent, MessageState.Expired),
            HandedOver = Count(agent, MessageState.HandedOver),
            OldestWaiting = agent.Where(row => row.State == MessageState.Waiting).Select(row => (DateTimeOffset?)row.Sent).FirstOrDefault(),
            OldestLease = agent.Where(row => row.State == MessageState.Leased).Select(row => row.Claimed).FirstOrDefault(),
        })];

        static int Count(IEnumerable<(string Agent, MessageState State, int Count, DateTimeOffset Sent, DateTimeOffset? Claimed)> rows, MessageState state) =>
            rows.Where(row => row.State == state).Sum(row => row.Count);
    }

    /// <summary>
    /// An FTS5 query that finds every word and nothing else: each is a string in quotes, in which no operator has an effect
    /// (sqlite.org/fts5.html, section 3.1). What the tokenizer would drop anyway, and NUL, separates words.
    /// </summary>
    internal static string MatchAll(string text)
    {
        var words = new string([.. text.Select(static c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.PrivateUse ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "\"\"" : string.Join(' ', words.Select(static word => $"\"{word}\""));
    }
}
