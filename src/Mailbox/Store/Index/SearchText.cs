using Mailbox.Store.Spool;

namespace Mailbox.Store.Index;

/// <summary>
/// The full-text part of the index, which follows behind: it costs more than all the rest of a message, and nobody who only sends and
/// receives needs it. A search catches up first, so it misses nothing; idle mailboxes catch up by themselves.
/// </summary>
internal sealed class SearchText(MessageSpool spool, IndexDatabase index)
{
    private const int BatchRows = 500;
    private const string SelectPlaces = "SELECT messages.seq, messages.agent, files.box, files.name, messages.position FROM messages JOIN files ON files.id = messages.file";

    public async Task CatchUpAsync(CancellationToken cancel)
    {
        while (await CatchUpOnceAsync(cancel).ConfigureAwait(false))
        {
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Makes one batch searchable; false when nothing was left to do.</summary>
    public async Task<bool> CatchUpOnceAsync(CancellationToken cancel)
    {
        var (from, rows) = await index.ReadAsync(static connection =>
        {
            var from = connection.Number("SELECT value FROM meta WHERE key = 'searchable'") ?? 0;
            return (from, connection.Query($"{SelectPlaces} WHERE seq > $0 ORDER BY seq LIMIT $1", ReadPlace, from, BatchRows));
        }, cancel).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return false;
        }

        List<(long Seq, string Text, string? Summary)> texts = new(rows.Count);
        var moved = Read(rows, texts);
        if (moved.Count > 0)
        {
            // Dead-lettered, sent again or settled since the rows were read: looked for once more, where they are by now.
            _ = Read(await index.ReadAsync(connection => moved.SelectMany(seq => connection.Query($"{SelectPlaces} WHERE seq = $0", ReadPlace, seq)).ToList(), cancel).ConfigureAwait(false), texts);
        }

        await index.WriteAsync(connection =>
        {
            // Another process may have done the same rows meanwhile.
            if (connection.Number("SELECT value FROM meta WHERE key = 'searchable'") != from)
            {
                return false;
            }

            foreach (var (seq, text, summary) in texts)
            {
                connection.Execute("INSERT INTO search(rowid, text, summary) VALUES($0, $1, $2)", seq, text, summary);
            }

            connection.Execute("UPDATE meta SET value = $0 WHERE key = 'searchable'", rows[^1].Seq);
            return true;
        }).ConfigureAwait(false);
        return true;
    }

    private static Place ReadPlace(IndexRow row) => new(row.Number(0), row.Text(1), (Box)row.Int(2), row.Text(3), row.Int(4));

    /// <summary>Reads the texts; answers the rows whose files are not where they were.</summary>
    private List<long> Read(List<Place> places, List<(long Seq, string Text, string? Summary)> texts)
    {
        List<long> missing = [];
        (string Agent, string Name, MessageFile? File) last = default;
        foreach (var (seq, agent, box, name, position) in places)
        {
            if (last.Agent != agent || last.Name != name)
            {
                last = (agent, name, spool.Locate(spool.Folder(agent), box, name)?.File);
            }

            if (last.File is { } file && position < file.Entries.Count && file.Entries[position].Message is { } message)
            {
                texts.Add((seq, message.Text, message.Summary));
            }
            else
            {
                missing.Add(seq);
            }
        }

        return missing;
    }

    private readonly record struct Place(long Seq, string Agent, Box Box, string Name, int Position);
}
