namespace Mailbox.Store.Index;

/// <summary>The index's tables. Everything in them can be made again from the files, but for leases, attempts, consumers and closed requests.</summary>
internal static class IndexSchema
{
    /// <summary>Goes up with every change below; an older index is made anew, a newer one refused.</summary>
    public const int Version = 4;

    public const string Create = """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        -- searchable: up to which message the text can be searched. Below 0 for none; another number each time, so that nobody takes a new index for the one he read from.
        INSERT INTO meta VALUES('boot', ''), ('fence', 0), ('searchable', -1 - abs(random() % 1000000007));

        -- One row per file of an agent. open: how many of its messages are not settled yet, copies among them. origin: for a dead letter that is yet to be
        -- written, the file and position of the entry it is made from; that file counts the message as open until then.
        CREATE TABLE files(
          id INTEGER PRIMARY KEY, agent TEXT NOT NULL, box INTEGER NOT NULL, name TEXT NOT NULL, open INTEGER NOT NULL,
          origin INTEGER, origin_position INTEGER,
          UNIQUE(agent, box, name));
        CREATE INDEX unwritten ON files(agent) WHERE origin IS NOT NULL;

        -- A message that is in another file as well: that one stays in the inbox until the message is settled.
        CREATE TABLE copies(agent TEXT NOT NULL, id BLOB NOT NULL, file INTEGER NOT NULL, PRIMARY KEY(agent, id, file)) WITHOUT ROWID;

        -- One row per message. Times are Unix milliseconds by the wall clock, but for due and lease_until: milliseconds of the
        -- machine's monotonic clock, which no clock step moves.
        CREATE TABLE messages(
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, agent TEXT NOT NULL, file INTEGER NOT NULL, position INTEGER NOT NULL,
          sender TEXT NOT NULL, recipient TEXT NOT NULL, type TEXT, conversation TEXT, correlation TEXT,
          reply_to TEXT, in_reply_to BLOB, priority INTEGER NOT NULL, sent_at INTEGER NOT NULL,
          not_before INTEGER, expires_at INTEGER, reply_by INTEGER,
          state INTEGER NOT NULL, changed_at INTEGER NOT NULL, late INTEGER NOT NULL DEFAULT 0,
          attempt INTEGER NOT NULL DEFAULT 0, owner TEXT, token INTEGER, lease_until INTEGER, claimed_at INTEGER, due INTEGER, reason TEXT,
          UNIQUE(id, agent));
        CREATE INDEX ready ON messages(agent, priority, seq) WHERE state = 0;
        CREATE INDEX backing_off ON messages(agent, due) WHERE state = 1 AND due IS NOT NULL;
        CREATE INDEX scheduled ON messages(agent, not_before) WHERE state = 1 AND due IS NULL;
        CREATE INDEX leased ON messages(agent, lease_until) WHERE state = 2;
        CREATE INDEX expiring ON messages(agent, expires_at) WHERE expires_at IS NOT NULL AND state IN (0, 1);
        CREATE INDEX replies ON messages(agent, correlation) WHERE state = 6;
        CREATE INDEX by_file ON messages(file);
        CREATE INDEX by_correlation ON messages(correlation) WHERE correlation IS NOT NULL;
        CREATE INDEX by_conversation ON messages(conversation) WHERE conversation IS NOT NULL;
        CREATE INDEX by_time ON messages(sent_at);

        -- Why earlier attempts failed; moves into the file when a message is dead-lettered.
        CREATE TABLE attempts(
          agent TEXT NOT NULL, id BLOB NOT NULL, attempt INTEGER NOT NULL, owner TEXT NOT NULL, failed_at INTEGER NOT NULL, reason TEXT NOT NULL);
        CREATE INDEX attempts_of ON attempts(id, agent);

        -- Which process takes mail out of an agent's inbox, and whether it does so alone: then it may hand out messages that are not in here yet,
        -- until that time (milliseconds of the machine's monotonic clock; 0 when others take from it, too). journal: the file in the agent's
        -- tmp/ that says which those were. shared_until: somebody else wants to take from it, or does, until then at least.
        CREATE TABLE consumers(
          agent TEXT PRIMARY KEY, owner TEXT NOT NULL, journal TEXT NOT NULL, token INTEGER NOT NULL, alone_until INTEGER NOT NULL, shared_until INTEGER NOT NULL) WITHOUT ROWID;

        -- Requests whose asker no longer waits: it gave up, or its time was over. Replies to them are late.
        CREATE TABLE closed_requests(correlation TEXT PRIMARY KEY, closed_at INTEGER NOT NULL) WITHOUT ROWID;

        -- One row per task. stamp: the file as it was read. state: as TaskState, but 0 for all that is neither claimed nor ended; blockers:
        -- how many tasks that it depends on are not done. due: as of messages.
        CREATE TABLE tasks(
          seq INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT NOT NULL, id INTEGER NOT NULL, stamp TEXT NOT NULL, state INTEGER NOT NULL,
          priority INTEGER NOT NULL, type TEXT, owner TEXT, session TEXT, needs TEXT NOT NULL, not_before INTEGER, due INTEGER, deadline INTEGER,
          blockers INTEGER NOT NULL DEFAULT 0, note INTEGER NOT NULL, changed_at INTEGER NOT NULL,
          UNIQUE(list, id));
        CREATE INDEX ready_tasks ON tasks(list, priority, id) WHERE state = 0 AND blockers = 0;
        CREATE INDEX tasks_by_state ON tasks(list, state, id);
        CREATE INDEX tasks_by_owner ON tasks(list, owner, state) WHERE owner IS NOT NULL;
        CREATE INDEX overdue_tasks ON tasks(list, deadline) WHERE state = 0 AND deadline IS NOT NULL;
        CREATE TABLE task_blockers(list TEXT NOT NULL, blocker INTEGER NOT NULL, task INTEGER NOT NULL, PRIMARY KEY(list, blocker, task)) WITHOUT ROWID;
        CREATE INDEX blockers_of ON task_blockers(list, task);
        CREATE VIRTUAL TABLE task_search USING fts5(subject, description, result, notes, tokenize = 'unicode61 remove_diacritics 2');

        CREATE VIRTUAL TABLE search USING fts5(text, summary, tokenize = 'unicode61 remove_diacritics 2');
        """;
}
