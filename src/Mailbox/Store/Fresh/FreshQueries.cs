using Mailbox.Store.Index;

namespace Mailbox.Store.Fresh;

/// <summary>From memory to rows.</summary>
internal static class FreshQueries
{
    public static Standing StandingOf(IndexConnection index, string agent, Consumer consumer, long token, List<FreshFile> files)
    {
        var (least, isConsumer) = index.Query(
            """
            SELECT (SELECT max(priority) FROM messages WHERE agent = $0 AND state = 0),
              EXISTS(SELECT 1 FROM consumers WHERE agent = $0 AND journal = $1 AND token = $2 AND alone_until > 0)
            """, static row => (row.NumberOrNull(0), row.Int(1) == 1), agent, consumer.Journal, token)[0];
        if (!isConsumer)
        {
            return Standing.Known; // Somebody has replaced us, or the index.
        }

        if (least is not null)
        {
            return least > (long)Priority.Normal ? Standing.Known : Standing.Later; // Where something waits that is less urgent, the index knows the order.
        }

        return files.TrueForAll(file => FileOf(index, agent, file) is null
            && Array.TrueForAll(file.Messages, message => index.Number("SELECT 1 FROM messages WHERE id = $0 AND agent = $1", message.Message.Id, agent) is null))
            ? Standing.Next
            : Standing.Known;
    }

    /// <summary>Writes a file as it is in memory. Somebody else may have found it meanwhile, or another copy of one of its messages: then what the index says holds.</summary>
    public static void Write(IndexConnection index, string agent, FreshState state, StoreClock now)
    {
        state.Move = FileOf(index, agent, state.File) is { } file ? Update(index, agent, file, state, now) : Insert(index, agent, state, now);
    }

    /// <summary>Writes the claims that another process had no time to write: nobody has had those messages since, nor were they sent again.</summary>
    public static void WriteClaims(IndexConnection index, string agent, IReadOnlyList<(Guid Id, FreshClaim Claim)> claims, string owner, StoreClock now)
    {
        foreach (var (id, claim) in claims.Reverse()) // The last one of a message holds.
        {
            index.Execute(
                """
                UPDATE messages SET state = 2, attempt = 1, owner = $2, token = $3, lease_until = $4, claimed_at = $5, changed_at = $6, due = NULL
                WHERE id = $0 AND agent = $1 AND state IN (0, 1) AND attempt = 0 AND (token IS NULL OR token < $3)
                """, id, agent, owner, claim.Token, claim.LeaseUntil, claim.ClaimedAt, now.Wall);
        }
    }

    private static long? FileOf(IndexConnection index, string agent, FreshFile file) =>
        index.Number("SELECT id FROM files WHERE agent = $0 AND box IN (0, 1, 2, 3) AND name = $1", agent, file.File.Name);

    private static FileMove? Insert(IndexConnection index, string agent, FreshState state, StoreClock now)
    {
        var expected = state.Messages.Count(static message => message is not { IsSettled: true });
        var file = index.Number("INSERT INTO files(agent, box, name, open) VALUES($0, $1, $2, $3) RETURNING id", agent, expected == 0 ? Box.Done : Box.Inbox, state.File.File.Name, expected)!.Value;
        var open = 0;
        for (var i = 0; i < state.Messages.Length; i++)
        {
            var message = state.File.Messages[i].Message;
            state.Holds[i] = state.Messages[i] is { } claimed
                ? EntryQueries.InsertClaimed(index, agent, file, i, message, claimed, now)
                : EntryQueries.Insert(index, agent, file, i, message, MessageState.Waiting, now);
            open += (state.Holds[i] ? state.Messages[i] is not { IsSettled: true } : CopyQueries.TryNote(index, agent, file, message.Id)) ? 1 : 0;
        }

        if (open != expected)
        {
            index.Execute("UPDATE files SET open = $1, box = $2 WHERE id = $0", file, open, open == 0 ? Box.Done : Box.Inbox);
        }

        return open == 0 ? new FileMove(agent, state.File.File.Name, Box.Done) : null;
    }

    private static FileMove? Update(IndexConnection index, string agent, long file, FreshState state, StoreClock now)
    {
        FileMove? move = null;
        for (var i = 0; i < state.Messages.Length; i++)
        {
            if (state.Messages[i] is not { } claimed)
            {
                continue; // It waits, there as here.
            }

            state.Holds[i] = index.Execute(
                """
                UPDATE messages SET state = $4, attempt = attempt + 1, owner = $5, token = $6, lease_until = $7, claimed_at = $8, changed_at = $3, due = NULL
                WHERE id = $0 AND agent = $1 AND file = $2 AND state = 0 AND attempt = 0 AND (token IS NULL OR token < $9)
                """,
                state.File.Messages[i].Message.Id, agent, file, now.Wall, claimed.IsSettled ? MessageState.Done : MessageState.Leased,
                claimed.Owner, claimed.HeldToken, claimed.LeaseUntil, claimed.ClaimedAt, claimed.Token) == 1;
            move = state.Holds[i] && claimed.IsSettled ? EntryQueries.Close(index, agent, file) ?? move : move;
        }

        return move;
    }
}
