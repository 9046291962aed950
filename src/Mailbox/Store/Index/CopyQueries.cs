namespace Mailbox.Store.Index;

/// <summary>
/// Copies of messages that the index has from another file. As long as such a message is open its copies stay in the inbox: what lies in <c>done/</c> is settled, whoever reads it, and should the
/// other file go, by a power cut or somebody's hand, the copy is what there is.
/// </summary>
internal static class CopyQueries
{
    private const string WhereDecided = "WHERE copies.agent = $0 AND (messages.state IS NULL OR messages.state NOT IN (0, 1, 2, 6))";

    /// <summary>Notes that a file has a copy of a message; false when no other file has it, or when it is settled.</summary>
    public static bool TryNote(IndexConnection index, string agent, long file, Guid id) => index.Execute(
        "INSERT OR IGNORE INTO copies(agent, id, file) SELECT agent, id, $2 FROM messages WHERE id = $0 AND agent = $1 AND file <> $2 AND state IN (0, 1, 2, 6)", id, agent, file) == 1;

    /// <summary>The copies whose messages are open no longer.</summary>
    public static List<Guid> Decided(IndexConnection index, string agent) =>
        index.Query($"SELECT copies.id FROM copies LEFT JOIN messages USING(id, agent) {WhereDecided}", static row => row.Id(0), agent);

    /// <summary>Lets go of those, and answers what becomes of their files. A file whose message has vanished is forgotten, and so added anew by the next scan, once nobody has anything of it in hand.</summary>
    public static List<FileMove> LetGo(IndexConnection index, string agent)
    {
        List<FileMove> moves = [];
        foreach (var (id, file, name, state) in index.Query(
            $"SELECT copies.id, copies.file, files.name, messages.state FROM copies JOIN files ON files.id = copies.file LEFT JOIN messages USING(id, agent) {WhereDecided}",
            static row => (row.Id(0), row.Number(1), row.Text(2), row.NumberOrNull(3)), agent))
        {
            if (state is { } settled)
            {
                index.Execute("DELETE FROM copies WHERE agent = $0 AND id = $1 AND file = $2", agent, id, file);
                moves.AddRange(EntryQueries.Close(index, agent, file, isKept: (MessageState)settled == MessageState.Done) is { } move ? [move] : []);
            }
            else if (index.Number("SELECT 1 FROM messages WHERE file = $0 AND state = 2", file) is null)
            {
                HouseQueries.Forget(index, agent, Box.Inbox, name);
            }
        }

        return moves;
    }
}
