using Mailbox.Store.Spool;

namespace Mailbox.Store.Index;

/// <summary>
/// The full-text part of the index, which follows behind: it costs more than all the rest of a message, and nobody who only sends and
/// receives needs it. A search catches up first, so it misses nothing; idle mailboxes catch up by themselves.
/// </summary>
internal sealed class SearchText(MessageSpool spool, IndexDatabase index)
{
    private const int BatchRows = 500;

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
            return (from, connection.Query(
                "SELECT messages.seq, messages.agent, files.box, files.name, messages.position FROM messages JOIN files ON files.id = messages.file WHERE seq > $0 ORDER BY seq LIMIT $1",
                static row => (Seq: row.Number(0), Agent: row.Text(1), Box: (Box)row.Int(2), Name: row.Text(3), Position: row.Int(4)), from, BatchRows));
        }, cancel).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return false;
        }

        List<(long Seq, string Text, string? Summary)> texts = new(rows.Count);
        (string Agent, string Name, MessageFile? File) last = default;
        foreach (var (seq, agent, box, name, position) in rows)
        {
            if (last.Agent != agent || last.Name != name)
            {
                last = (agent, name, spool.Locate(spool.Folder(agent), box, name)?.File);
            }

            if (last.File is { } file && position < file.Entries.Count && file.Entries[position].Message is { } message)
            {
                texts.Add((seq, message.Text, message.Summary));
            }
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
}
