using Mailbox.Store.Spool;

namespace Mailbox.Store.Index;

/// <summary>From files to rows.</summary>
internal static class EntryQueries
{
    /// <summary>Adds a file with its messages. Messages that are known already keep their row; a file that is known stays as it is.</summary>
    /// <param name="index">The index.</param>
    /// <param name="agent">Whose the file is, by the key.</param>
    /// <param name="box">Where it is.</param>
    /// <param name="file">What is in it.</param>
    /// <param name="now">The time.</param>
    /// <param name="isBuried">Whether a dead letter lies in its folder.</param>
    public static AddedFile Add(IndexConnection index, string agent, Box box, MessageFile file, StoreClock now, Func<Guid, bool> isBuried)
    {
        var known = index.Query("SELECT box FROM files WHERE agent = $0 AND box IN (0, 1, 2, 3) AND name = $1", static row => (Box)row.Int(0), agent, file.Name);
        if (known.Count > 0)
        {
            // Known in this very box: a hint that came twice. Known in another: the move that should have followed did not happen yet.
            // Its replies are told again: another process may have added the file, and the asker be here.
            var isHere = known.Contains(box);
            return new AddedFile(file, IsNew: false, isHere ? [.. file.Replies] : [], isHere ? null : new FileMove(agent, file.Name, known[0]));
        }

        // Nearly always every message of an inbox file is new: the count is written so, and mended where it is not.
        var expected = box == Box.Inbox ? file.Entries.Count : 0;
        var id = index.Number("INSERT INTO files(agent, box, name, open) VALUES($0, $1, $2, $3) RETURNING id", agent, box, file.Name, expected)!.Value;
        if (box == Box.Dead)
        {
            return new AddedFile(file, IsNew: true, [], AddDeadLetter(index, agent, id, file, now, isBuried));
        }

        var (open, buried) = AddMessages(index, agent, box, id, file, now, isBuried);
        if (open != expected)
        {
            index.Execute("UPDATE files SET open = $1 WHERE id = $0", id, open);
        }

        FileMove? move = null;
        if (box == Box.Inbox && open == 0)
        {
            // Nothing in it is open: a copy of what is settled, or what a crash left between settling and moving.
            move = new FileMove(agent, file.Name, buried > 0 && file.Entries.Count(static entry => entry.Message is not null) == buried ? null : Box.Done);
            index.Execute(move.Value.To is null ? "DELETE FROM files WHERE id = $0" : "UPDATE files SET box = 1 WHERE id = $0", id);
        }

        return new AddedFile(file, IsNew: true, box == Box.Inbox ? [.. file.Replies] : [], move);
    }

    /// <summary>Marks one message of a file as settled; answers what becomes of the file when it was the last.</summary>
    /// <param name="index">The index.</param>
    /// <param name="agent">Whose the file is.</param>
    /// <param name="file">The file.</param>
    /// <param name="isKept">Whether it is kept although no message is known from it.</param>
    public static FileMove? Close(IndexConnection index, string agent, long file, bool isKept = false)
    {
        var (open, name) = index.Query("UPDATE files SET open = open - 1 WHERE id = $0 RETURNING open, name", static row => (row.Number(0), row.Text(1)), file).FirstOrDefault();
        if (name is null || open > 0)
        {
            return null;
        }

        // Dead letters have files of their own by now. If nothing else was in this one, it goes.
        if (!isKept && index.Number("SELECT 1 FROM messages WHERE file = $0 LIMIT 1", file) is null)
        {
            index.Execute("DELETE FROM files WHERE id = $0", file);
            return new FileMove(agent, name, null);
        }

        index.Execute("UPDATE files SET box = 1 WHERE id = $0", file);
        return new FileMove(agent, name, Box.Done);
    }

    /// <summary>Adds the messages of a new file; answers how many of them are open, and how many are dead letters already.</summary>
    private static (int Open, int Buried) AddMessages(IndexConnection index, string agent, Box box, long id, MessageFile file, StoreClock now, Func<Guid, bool> isBuried)
    {
        var (open, buried) = (0, 0);
        for (var i = 0; i < file.Entries.Count; i++)
        {
            if (file.Entries[i].Message is not { } message)
            {
                continue;
            }

            if (Insert(index, agent, id, i, message, StateOf(message, box, now), now))
            {
                open += box == Box.Inbox ? 1 : 0;
            }
            else if (BuriedAt(index, agent, message.Id) is { } buriedAt)
            {
                if (box == Box.Inbox && message.DeadLetter?.At.ToUnixTimeMilliseconds() >= buriedAt && !isBuried(message.Id))
                {
                    Revive(index, agent, message.Id, id, i, now);
                    open++;
                }
                else
                {
                    buried++;
                }
            }
            else if (box == Box.Inbox && CopyQueries.TryNote(index, agent, id, message.Id))
            {
                open++;
            }
        }

        return (open, buried);
    }

    /// <summary>
    /// A dead letter whose message the index has for open, or for done: a power cut took from the index, or from the inbox, what came last, or the index was made anew before the letter was
    /// written. It is, so it holds; answers what becomes of the file that the index had the message in.
    /// </summary>
    private static FileMove? AddDeadLetter(IndexConnection index, string agent, long id, MessageFile file, StoreClock now, Func<Guid, bool> isBuried)
    {
        AddMessages(index, agent, Box.Dead, id, file, now, isBuried: static _ => true);
        if (file.Entries is not [{ Message: { } message }]
            || index.Query("SELECT file, state FROM messages WHERE id = $0 AND agent = $1 AND state IN (0, 1, 2, 3)", static row => (File: row.Number(0), State: (MessageState)row.Int(1)), message.Id, agent) is not [var known]
            || (file.Name == message.Id + MessageSpool.Extension && !isBuried(message.Id))) // It has gone since it was read.
        {
            return null;
        }

        index.Execute(
            "UPDATE messages SET state = $2, file = $3, position = 0, reason = $4, owner = NULL, lease_until = NULL, token = NULL, due = NULL, changed_at = $5 WHERE id = $0 AND agent = $1",
            message.Id, agent, StateOf(message, Box.Dead, now), id, message.DeadLetter?.Reason, message.DeadLetter?.At ?? message.Timestamp);
        return known.State == MessageState.Done ? null : Close(index, agent, known.File);
    }

    private static long? BuriedAt(IndexConnection index, string agent, Guid id) =>
        index.Number("SELECT changed_at FROM messages WHERE id = $0 AND agent = $1 AND state IN (4, 5)", id, agent);

    /// <summary>A dead letter whose file came back into the inbox, note and all, was sent again. (One with an older note, or none, or beside its dead letter, is what a crash left.)</summary>
    private static void Revive(IndexConnection index, string agent, Guid id, long file, int position, StoreClock now)
    {
        index.Execute("DELETE FROM files WHERE id = (SELECT file FROM messages WHERE id = $0 AND agent = $1)", id, agent);
        index.Execute("DELETE FROM attempts WHERE id = $0 AND agent = $1", id, agent);
        index.Execute(
            "UPDATE messages SET state = 0, attempt = 0, file = $2, position = $3, reason = NULL, due = NULL, not_before = NULL, expires_at = NULL, changed_at = $4, token = (SELECT value FROM meta WHERE key = 'fence') WHERE id = $0 AND agent = $1",
            id, agent, file, position, now.Wall);
    }

    public static MessageState StateOf(Message message, Box box, StoreClock now) => box switch
    {
        Box.Done => MessageState.Done,
        Box.Dead => message.DeadLetter is { IsExpired: true } ? MessageState.Expired : MessageState.Dead,
        Box.Sent => MessageState.HandedOver,
        _ when message.IsReply => MessageState.AwaitingAsker,
        _ when message.NotBefore?.ToUnixTimeMilliseconds() > now.Wall => MessageState.Delayed,
        _ => MessageState.Waiting,
    };

    /// <summary>Adds a message of a new file that somebody has in hand, or has settled, before the index knew of it. False when the message is known already.</summary>
    public static bool InsertClaimed(IndexConnection index, string agent, long file, int position, Message message, ClaimedState claimed, StoreClock now) => index.Execute(
        """
        INSERT OR IGNORE INTO messages(id, agent, file, position, sender, recipient, type, conversation, correlation, reply_to, in_reply_to,
          priority, sent_at, expires_at, reply_by, state, changed_at, attempt, owner, token, lease_until, claimed_at)
        VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $18, $19, $20)
        """,
        message.Id, agent, file, position, message.From, message.To, message.Type, message.ConversationId, message.CorrelationId, message.ReplyTo, message.InReplyTo,
        message.Priority, message.Timestamp, message.ExpiresAt, message.ReplyBy, claimed.IsSettled ? MessageState.Done : MessageState.Leased, now.Wall,
        claimed.Owner, claimed.HeldToken, claimed.LeaseUntil, claimed.ClaimedAt) == 1;

    /// <summary>Adds a message of a new file. False when the message is known already.</summary>
    public static bool Insert(IndexConnection index, string agent, long file, int position, Message message, MessageState state, StoreClock now) => index.Execute(
        """
        INSERT OR IGNORE INTO messages(id, agent, file, position, sender, recipient, type, conversation, correlation, reply_to, in_reply_to,
          priority, sent_at, not_before, expires_at, reply_by, state, changed_at, reason)
        VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """,
        message.Id, agent, file, position, message.From, message.To, message.Type, message.ConversationId, message.CorrelationId, message.ReplyTo, message.InReplyTo,
        message.Priority, message.Timestamp, message.NotBefore, (state is MessageState.Waiting or MessageState.Delayed) && message.DeadLetter is not null ? null : message.ExpiresAt, message.ReplyBy, state,
        state is MessageState.Waiting or MessageState.Delayed or MessageState.AwaitingAsker ? now.Wall : message.DeadLetter?.At.ToUnixTimeMilliseconds() ?? message.Timestamp.ToUnixTimeMilliseconds(),
        state is MessageState.Dead or MessageState.Expired ? message.DeadLetter?.Reason : null) == 1;
}
