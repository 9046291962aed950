namespace Mailbox.Store.Index;

/// <summary>Makes a healthy index anew in place, in one transaction. Leases, attempts and pauses carry over; workers notice nothing.</summary>
internal static class RebuildQueries
{
    public static int Rebuild(IndexConnection index, Action<IndexConnection> fill)
    {
        index.Run(
            """
            DROP TABLE IF EXISTS temp.kept;
            CREATE TEMP TABLE kept AS SELECT messages.id, messages.agent, state, attempt, owner, token, lease_until, claimed_at, due, late, changed_at, files.box
              FROM messages JOIN files ON files.id = messages.file;
            DELETE FROM search;
            DELETE FROM messages;
            DELETE FROM files;
            DELETE FROM copies;
            UPDATE meta SET value = -1 - abs(random() % 1000000007) WHERE key = 'searchable';
            DELETE FROM sqlite_sequence WHERE name = 'messages';
            """);
        fill(index);
        index.Run(
            """
            CREATE INDEX temp.kept_id ON kept(id, agent);
            -- Open messages: the lease or pause they had. Settled ones: when, and whether late.
            UPDATE messages SET (state, attempt, owner, token, lease_until, claimed_at, due) =
              (SELECT state, attempt, owner, token, lease_until, claimed_at, due FROM temp.kept WHERE kept.id = messages.id AND kept.agent = messages.agent)
              WHERE state IN (0, 1) AND EXISTS(SELECT 1 FROM temp.kept WHERE kept.id = messages.id AND kept.agent = messages.agent AND kept.state IN (0, 1, 2));
            -- What was settled while its file is still in the inbox, because other messages in it are open or because it has yet to be moved.
            UPDATE messages SET state = 3
              WHERE state IN (0, 1, 6) AND EXISTS(SELECT 1 FROM temp.kept WHERE kept.id = messages.id AND kept.agent = messages.agent AND kept.state = 3);
            UPDATE files SET open = (SELECT count(*) FROM messages WHERE messages.file = files.id AND state <> 3) + (SELECT count(*) FROM copies WHERE copies.file = files.id) WHERE box = 0;
            -- Settled, and on its way to done/: the next scan moves it.
            UPDATE files SET box = 1 WHERE box = 0 AND open = 0;
            UPDATE messages SET (changed_at, late, attempt, claimed_at) =
              (SELECT changed_at, late, attempt, claimed_at FROM temp.kept WHERE kept.id = messages.id AND kept.agent = messages.agent)
              WHERE EXISTS(SELECT 1 FROM temp.kept WHERE kept.id = messages.id AND kept.agent = messages.agent AND kept.state = messages.state);
            DELETE FROM attempts WHERE NOT EXISTS(SELECT 1 FROM messages WHERE messages.id = attempts.id AND messages.agent = attempts.agent);
            DROP TABLE temp.kept;
            """);
        return (int)index.Number("SELECT count(*) FROM messages")!.Value;
    }
}
