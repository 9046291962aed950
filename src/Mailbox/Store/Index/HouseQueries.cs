namespace Mailbox.Store.Index;

/// <summary>Rows that go because their files went, and files that have had their time.</summary>
internal static class HouseQueries
{
    private const long SettlingMilliseconds = 10_000;

    /// <summary>Removes a file with its messages from the index; answers how many messages that were.</summary>
    public static int Forget(IndexConnection index, string agent, Box box, string name)
    {
        if (index.Number("SELECT id FROM files WHERE agent = $0 AND box = $1 AND name = $2", agent, box, name) is not { } file)
        {
            return 0;
        }

        CopyQueries.SettleCopiesOf(index, agent, file);
        index.Execute("DELETE FROM search WHERE rowid IN (SELECT seq FROM messages WHERE file = $0)", file);
        index.Execute("DELETE FROM attempts WHERE agent = $0 AND id IN (SELECT id FROM messages WHERE file = $1)", agent, file);
        var messages = index.Execute("DELETE FROM messages WHERE file = $0", file);
        index.Execute("DELETE FROM copies WHERE file = $0", file);
        index.Execute("DELETE FROM files WHERE id = $0", file);
        return messages;
    }

    /// <summary>
    /// Forgets the files of which no message is known: copies, whose messages were known from other files. Where one of those has vanished the copy is
    /// what there is, and the next scan adds it. A file that counts a message as open is no copy: its dead letter is yet to be written. True when there was one.
    /// </summary>
    public static bool ForgetCopies(IndexConnection index, string agent) =>
        index.Execute("DELETE FROM files WHERE agent = $0 AND open = 0 AND origin IS NULL AND NOT EXISTS(SELECT 1 FROM messages WHERE messages.file = files.id)", agent) > 0;

    /// <summary>Forgets requests that were closed so long ago that their files are gone.</summary>
    public static int PruneRequests(IndexConnection index, TimeSpan age, StoreClock now) =>
        index.Execute("DELETE FROM closed_requests WHERE closed_at < $0", now.Wall - (long)age.TotalMilliseconds);

    /// <summary>True for a settled file whose last change is so young that whoever made it may not have moved or written the file yet.</summary>
    public static bool HasJustChanged(IndexConnection index, string agent, Box box, string name, StoreClock now) => box is Box.Done or Box.Dead && index.Number(
        "SELECT 1 FROM messages JOIN files ON files.id = messages.file WHERE files.agent = $0 AND files.box = $1 AND files.name = $2 AND (files.origin IS NOT NULL OR messages.changed_at > $3)",
        agent, box, name, now.Wall - SettlingMilliseconds) is not null;

    /// <summary>A file was found in <c>done/</c> while the index thought it open: whoever moved it there settled it.</summary>
    public static void SettleFile(IndexConnection index, string agent, string name, StoreClock now)
    {
        if (index.Number("SELECT id FROM files WHERE agent = $0 AND box = 0 AND name = $1", agent, name) is { } file)
        {
            index.Execute("UPDATE messages SET state = 3, owner = NULL, lease_until = NULL, token = NULL, due = NULL, changed_at = $1 WHERE file = $0", file, now.Wall);
            index.Execute("UPDATE files SET box = 1, open = 0 WHERE id = $0", file);
            index.Execute("DELETE FROM copies WHERE file = $0", file);
        }
    }

    /// <summary>The names of settled files that are too old, or too many; oldest first.</summary>
    public static List<string> Outlived(IndexConnection index, string agent, Box box, RetentionOptions retention, StoreClock now)
    {
        var settled = index.Query(
            """
            SELECT files.name, max(messages.changed_at) AS settled_at FROM files LEFT JOIN messages ON messages.file = files.id
            WHERE files.agent = $0 AND files.box = $1 GROUP BY files.id ORDER BY settled_at, files.name
            """, static row => (Name: row.Text(0), At: row.NumberOrNull(1) ?? 0), agent, box);
        var tooMany = Math.Max(0, settled.Count - retention.MaxFiles);
        var oldest = retention.MaxAge == Timeout.InfiniteTimeSpan ? long.MinValue : now.Wall - (long)retention.MaxAge.TotalMilliseconds;
        return [.. settled.Where((file, position) => position < tooMany || file.At < oldest).Select(file => file.Name)];
    }
}
