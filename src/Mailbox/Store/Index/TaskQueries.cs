namespace Mailbox.Store.Index;

/// <summary>Tasks in the index: all of it can be made again from their files.</summary>
internal static class TaskQueries
{
    private const int Done = (int)TaskState.Done;

    /// <summary>The state as users see it, by the wall clock in $1 and the monotonic one in $2.</summary>
    private const string Shown = "CASE WHEN state <> 0 THEN state WHEN blockers > 0 THEN 2 WHEN coalesce(not_before, 0) > $1 OR coalesce(due, 0) > $2 THEN 1 ELSE 0 END";
    private const string CountBlockers =
        "(SELECT count(*) FROM task_blockers JOIN tasks AS blocking ON blocking.list = task_blockers.list AND blocking.id = task_blockers.blocker WHERE task_blockers.list = tasks.list AND task_blockers.task = tasks.id AND blocking.state <> 4)";

    /// <summary>Adds a task or brings its row up to its file, with everything that follows for the tasks that depend on it.</summary>
    public static void Put(IndexConnection index, TaskRow task, IReadOnlyList<long> blockedBy, TaskText? text)
    {
        var before = index.Number("SELECT state FROM tasks WHERE list = $0 AND id = $1", task.List, task.Id);
        var seq = index.Number(
            """
            INSERT INTO tasks(list, id, stamp, state, priority, type, owner, session, needs, not_before, due, deadline, note, changed_at)
            VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT(list, id) DO UPDATE SET stamp = $2, state = $3, priority = $4, type = $5, owner = $6, session = $7, needs = $8, not_before = $9, due = $10, deadline = $11, note = $12, changed_at = $13
            RETURNING seq
            """,
            task.List, task.Id, task.Stamp, task.State, task.Priority, task.Type, task.Owner, task.Session, task.Needs, task.NotBefore, task.Due, task.Deadline, task.IsNote ? 1 : 0, task.ChangedAt)!.Value;
        if (before is not null)
        {
            index.Execute("DELETE FROM task_blockers WHERE list = $0 AND task = $1", task.List, task.Id);
            index.Execute("DELETE FROM task_search WHERE rowid = $0", seq);
        }

        foreach (var blocker in blockedBy)
        {
            index.Execute("INSERT OR IGNORE INTO task_blockers(list, blocker, task) VALUES($0, $1, $2)", task.List, blocker, task.Id);
        }

        if (before is not null || blockedBy.Count > 0)
        {
            index.Execute($"UPDATE tasks SET blockers = {CountBlockers} WHERE list = $0 AND id = $1", task.List, task.Id);
        }

        if (before is null || (before == Done) != (task.State == Done))
        {
            Unblock(index, task.List, task.Id);
        }

        if (text is not null)
        {
            index.Execute("INSERT INTO task_search(rowid, subject, description, result, notes) VALUES($0, $1, $2, $3, $4)", seq, text.Subject, text.Description, text.Result, text.Notes);
        }
    }

    public static void Remove(IndexConnection index, string list, long id)
    {
        index.Execute("DELETE FROM task_search WHERE rowid IN (SELECT seq FROM tasks WHERE list = $0 AND id = $1)", list, id);
        index.Execute("DELETE FROM task_blockers WHERE list = $0 AND task = $1", list, id);
        index.Execute("DELETE FROM tasks WHERE list = $0 AND id = $1", list, id);
        Unblock(index, list, id);
    }

    /// <summary>The files as the index knows them.</summary>
    public static Dictionary<long, string> Stamps(IndexConnection index, string list) =>
        index.Query("SELECT id, stamp FROM tasks WHERE list = $0", static row => (Id: row.Number(0), Stamp: row.Text(1)), list).ToDictionary(static row => row.Id, static row => row.Stamp);

    public static long? FolderStamp(IndexConnection index, string list) => index.Number("SELECT value FROM meta WHERE key = $0", "tasks " + list);

    /// <summary>Notes the folder's time stamp up to which the rows hold; with <paramref name="before"/>, only if they held up to that one.</summary>
    public static void SetFolderStamp(IndexConnection index, string list, long stamp, long? before)
    {
        if (before is null || FolderStamp(index, list) == before)
        {
            index.Execute("INSERT INTO meta(key, value) VALUES($0, $1) ON CONFLICT(key) DO UPDATE SET value = $1", "tasks " + list, stamp);
        }
    }

    /// <summary>What this owner could claim now, the most urgent first, then the oldest; in pieces.</summary>
    public static List<(long Id, string Needs)> Ready(IndexConnection index, string list, string owner, IReadOnlyList<string> types, StoreClock now, int limit, int offset) => index.Query(
        """
        SELECT id, needs FROM tasks WHERE list = $0 AND state = 0 AND blockers = 0 AND (owner IS NULL OR owner = $1)
          AND (not_before IS NULL OR not_before <= $2) AND (due IS NULL OR due <= $3)
          AND ($4 = '' OR instr($4, char(10) || type || char(10)) > 0)
        ORDER BY priority, id LIMIT $5 OFFSET $6
        """, static row => (row.Number(0), row.Text(1)), list, owner, now.Wall, now.Monotonic, Joined(types), limit, offset);

    /// <summary>What others have claimed or are meant to, and what this owner claimed in another session.</summary>
    public static List<(long Id, int State, string Owner, string? Session, string Needs)> Owned(IndexConnection index, string list, string self, string ownSession, IReadOnlyList<string> types, StoreClock now) => index.Query(
        """
        SELECT id, state, owner, session, needs FROM tasks WHERE list = $0 AND owner IS NOT NULL AND (owner <> $1 OR (state = 3 AND session IS NOT $5))
          AND (state = 3 OR (state = 0 AND blockers = 0 AND (not_before IS NULL OR not_before <= $2) AND (due IS NULL OR due <= $3)))
          AND ($4 = '' OR instr($4, char(10) || type || char(10)) > 0)
        ORDER BY priority, id
        """, static row => (row.Number(0), row.Int(1), row.Text(2), row.TextOrNull(3), row.Text(4)), list, self, now.Wall, now.Monotonic, Joined(types), ownSession);

    /// <summary>What nobody has claimed before its deadline.</summary>
    public static List<long> Overdue(IndexConnection index, string list, StoreClock now) =>
        index.Query("SELECT id FROM tasks WHERE list = $0 AND state = 0 AND deadline IS NOT NULL AND deadline <= $1", static row => row.Number(0), list, now.Wall);

    /// <summary>How many tasks each owner has that are not ended.</summary>
    public static Dictionary<string, int> Load(IndexConnection index, string list) => index.Query(
        "SELECT owner, count(*) FROM tasks WHERE list = $0 AND owner IS NOT NULL AND state IN (0, 3) GROUP BY owner", static row => (Owner: row.Text(0), Open: row.Int(1)), list)
        .ToDictionary(static row => row.Owner, static row => row.Open, StringComparer.Ordinal);

    /// <summary>Ids with how many blockers each has, oldest first or newest first.</summary>
    public static List<(long Id, int Blockers)> Find(IndexConnection index, string list, TaskQuery query, StoreClock now) => index.Query(
        $"""
        SELECT id, blockers FROM tasks WHERE list = $0 AND note = 0 AND ($3 = '' OR instr($3, char(10) || {Shown} || char(10)) > 0)
          AND ($4 IS NULL OR owner = $4) AND ($5 IS NULL OR type = $5) ORDER BY id {(query.NewestFirst ? "DESC" : "")} LIMIT $6
        """,
        static row => (row.Number(0), row.Int(1)), list, now.Wall, now.Monotonic,
        Joined(query.States.Select(static state => ((int)state).ToString(System.Globalization.CultureInfo.InvariantCulture))), query.Owner, query.Type, query.Limit);

    /// <summary>How many tasks are in which state, those that wait told apart by whether something blocks or delays them.</summary>
    public static Dictionary<TaskState, int> Count(IndexConnection index, string list, StoreClock now) => index.Query(
        $"SELECT {Shown} AS shown, count(*) FROM tasks WHERE list = $0 AND note = 0 GROUP BY shown", static row => (State: (TaskState)row.Int(0), Count: row.Int(1)), list, now.Wall, now.Monotonic).ToDictionary(static row => row.State, static row => row.Count);

    /// <summary>Tasks that ended, whose words are like these: of the same payload type first.</summary>
    public static List<(string List, long Id)> Like(IndexConnection index, string list, long id, string? type, string words, int limit)
    {
        var alike = words.Length == 0 ? [] : index.Query(
            """
            SELECT tasks.list, tasks.id FROM task_search JOIN tasks ON tasks.seq = task_search.rowid
            WHERE task_search MATCH $0 AND NOT (tasks.list = $1 AND tasks.id = $2) ORDER BY tasks.type IS NOT NULL AND tasks.type IS $3 DESC, bm25(task_search) LIMIT $4
            """, static row => (row.Text(0), row.Number(1)), words, list, id, type, limit);
        var sameType = type is null ? [] : index.Query(
            "SELECT list, id FROM tasks WHERE type = $0 AND state IN (4, 5) AND NOT (list = $1 AND id = $2) ORDER BY changed_at DESC LIMIT $3",
            static row => (row.Text(0), row.Number(1)), type, list, id, limit);
        var alikeOfType = alike.Where(sameType.Contains);
        return [.. alikeOfType.Concat(sameType).Concat(alike).Distinct().Take(limit)];
    }

    /// <summary>The ids of tasks that are done and too many. Dead and cancelled ones stay, as dead letters do, and because others may depend on them.</summary>
    public static List<long> Outlived(IndexConnection index, string list, int max) => index.Query(
        "SELECT id FROM tasks WHERE list = $0 AND state = 4 AND note = 0 ORDER BY changed_at DESC, id DESC LIMIT -1 OFFSET $1", static row => row.Number(0), list, max);

    private static void Unblock(IndexConnection index, string list, long id) =>
        index.Execute($"UPDATE tasks SET blockers = {CountBlockers} WHERE list = $0 AND id IN (SELECT task FROM task_blockers WHERE list = $0 AND blocker = $1)", list, id);

    private static string Joined(IEnumerable<string> items) => string.Join('\n', items) is { Length: > 0 } joined ? $"\n{joined}\n" : "";
}
