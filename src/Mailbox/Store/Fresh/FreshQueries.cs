using Mailbox.Store.Index;

namespace Mailbox.Store.Fresh;

/// <summary>From memory to rows.</summary>
internal static class FreshQueries
{
    public static Standing StandingOf(IndexConnection index, string agent, List<FreshFile> files)
    {
        if (index.Number("SELECT max(priority) FROM messages WHERE agent = $0 AND state = 0", agent) is { } least)
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

    /// <summary>A process died with messages in its hands that the index has never seen in anybody's: those attempts count.</summary>
    public static List<Burial> CountAttempts(IndexConnection index, string agent, IReadOnlyList<Guid> handedOut, string owner, int maxAttempts, StoreClock now)
    {
        const string Reason = "The worker's process ended, or was paused, while it held the message.";
        List<Burial> burials = [];
        foreach (var id in handedOut)
        {
            if (index.Execute("UPDATE messages SET attempt = 1 WHERE id = $0 AND agent = $1 AND state IN (0, 1) AND attempt = 0", id, agent) == 1)
            {
                SettleQueries.RecordFailure(index, agent, id, 1, owner, Reason, now);
                if (maxAttempts <= 1)
                {
                    burials.Add(SettleQueries.Bury(index, agent, id, MessageState.Dead, Reason, now));
                }
            }
        }

        return burials;
    }

    private static long? FileOf(IndexConnection index, string agent, FreshFile file) =>
        index.Number("SELECT id FROM files WHERE agent = $0 AND box IN (0, 1, 2, 3) AND name = $1", agent, file.File.Name);

    private static FileMove? Insert(IndexConnection index, string agent, FreshState state, StoreClock now)
    {
        var open = state.Messages.Count(static message => message is not { IsSettled: true });
        var file = index.Number("INSERT INTO files(agent, box, name, open) VALUES($0, $1, $2, $3) RETURNING id", agent, open == 0 ? Box.Done : Box.Inbox, state.File.File.Name, open)!.Value;
        var copies = 0;
        for (var i = 0; i < state.Messages.Length; i++)
        {
            var message = state.File.Messages[i].Message;
            state.Holds[i] = state.Messages[i] is { } claimed
                ? EntryQueries.InsertClaimed(index, agent, file, i, message, claimed, now)
                : EntryQueries.Insert(index, agent, file, i, message, MessageState.Waiting, now);
            copies += !state.Holds[i] && state.Messages[i] is not { IsSettled: true } ? 1 : 0;
        }

        if (copies > 0)
        {
            index.Execute("UPDATE files SET open = $1, box = $2 WHERE id = $0", file, open - copies, copies == open ? Box.Done : Box.Inbox);
        }

        return copies == open ? new FileMove(agent, state.File.File.Name, Box.Done) : null;
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
                WHERE id = $0 AND agent = $1 AND file = $2 AND state = 0
                """,
                state.File.Messages[i].Message.Id, agent, file, now.Wall, claimed.IsSettled ? MessageState.Done : MessageState.Leased,
                claimed.Owner, claimed.Token, claimed.LeaseUntil, claimed.ClaimedAt) == 1;
            move = state.Holds[i] && claimed.IsSettled ? EntryQueries.Close(index, agent, file) ?? move : move;
        }

        return move;
    }
}
