using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store.Index;

/// <summary>
/// Copies of messages that the index has from another file. As long as such a message is open its copies stay in the inbox: what lies in <c>done/</c> is settled, whoever reads it, and should the
/// other file go, by a power cut or somebody's hand, the copy is what there is.
/// </summary>
internal static class CopyQueries
{
    private const string IsOpen = "messages.state IN (0, 1, 2, 6)";

    /// <summary>Notes that a file has a copy of a message; false when no other file has it, or when it is settled.</summary>
    public static bool TryNote(IndexConnection index, string agent, long file, Guid id) => index.Execute(
        $"INSERT OR IGNORE INTO copies(agent, id, file) SELECT agent, id, $2 FROM messages WHERE id = $0 AND agent = $1 AND file <> $2 AND {IsOpen}", id, agent, file) == 1;

    /// <summary>The copies whose messages are open no longer, or known no longer.</summary>
    public static List<Guid> Decided(IndexConnection index, string agent) => index.Query(
        $"SELECT copies.id FROM copies LEFT JOIN messages USING(id, agent) WHERE copies.agent = $0 AND {IsOpen} IS NOT TRUE", static row => row.Id(0), agent);

    /// <summary>Lets go of those whose messages are settled, and answers what becomes of their files. One whose message has vanished is the message from now on.</summary>
    /// <param name="index">The index.</param>
    /// <param name="agent">Whose they are.</param>
    /// <param name="read">Reads a file of the inbox.</param>
    /// <param name="now">The time.</param>
    public static List<FileMove> LetGo(IndexConnection index, string agent, Func<string, MessageFile?> read, StoreClock now)
    {
        List<FileMove> moves = [];
        foreach (var (id, file, name, state) in index.Query(
            $"SELECT copies.id, copies.file, files.name, messages.state FROM copies JOIN files ON files.id = copies.file LEFT JOIN messages USING(id, agent) WHERE copies.agent = $0 AND {IsOpen} IS NOT TRUE",
            static row => (row.Id(0), row.Number(1), row.Text(2), row.NumberOrNull(3)), agent))
        {
            if (state is { } settled)
            {
                moves.AddRange(Close(index, agent, id, file, isKept: (MessageState)settled == MessageState.Done) is { } move ? [move] : []);
            }
            else
            {
                Adopt(index, agent, id, file, read(name)?.Entries ?? [], now);
            }
        }

        return moves;
    }

    /// <summary>A file is about to be forgotten: the copies of what was settled in it are settled, too. Theirs are moved by the next scan.</summary>
    public static void SettleCopiesOf(IndexConnection index, string agent, long file)
    {
        foreach (var (id, copy) in index.Query(
            $"SELECT copies.id, copies.file FROM copies JOIN messages USING(id, agent) WHERE messages.file = $0 AND NOT {IsOpen}", static row => (row.Id(0), row.Number(1)), file))
        {
            Close(index, agent, id, copy, isKept: true);
        }
    }

    private static FileMove? Close(IndexConnection index, string agent, Guid id, long file, bool isKept)
    {
        Remove(index, agent, id, file);
        return EntryQueries.Close(index, agent, file, isKept);
    }

    private static void Adopt(IndexConnection index, string agent, Guid id, long file, IReadOnlyList<Entry> entries, StoreClock now)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Message is { } message && message.Id == id && EntryQueries.Insert(index, agent, file, i, message, EntryQueries.StateOf(message, Box.Inbox, now), now))
            {
                Remove(index, agent, id, file);
            }
        }
    }

    private static void Remove(IndexConnection index, string agent, Guid id, long file) => index.Execute("DELETE FROM copies WHERE agent = $0 AND id = $1 AND file = $2", agent, id, file);
}
