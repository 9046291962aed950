using Mailbox.Files;
using Microsoft.Data.Sqlite;

namespace Mailbox.Store.Index;

/// <summary>Compares the index with one made from the files just now.</summary>
internal static class IndexComparison
{
    private const string Rows =
        """
        SELECT hex(messages.id) || ' of ' || messages.agent,
          printf('%s/%s #%d, from %s to %s, type %s, conversation %s, correlation %s, priority %d, sent %d',
            CASE files.box WHEN 0 THEN 'inbox' WHEN 1 THEN 'done' WHEN 2 THEN 'dead' ELSE 'sent' END, files.name, position,
            sender, recipient, coalesce(type, '-'), coalesce(conversation, '-'), coalesce(correlation, '-'), priority, sent_at),
          -- In an inbox file, whose other messages are open, a settled message is settled by the index alone.
          CASE WHEN state IN (0, 1, 2) OR (state = 3 AND files.box = 0) THEN 'open' ELSE state END
        FROM messages JOIN files ON files.id = messages.file ORDER BY 1
        """;

    /// <summary>What an index made from the files says, in a scratch file that is gone on return.</summary>
    public static List<(string Id, string Row, string State)> ReadFiles(string scratch, Disk disk, Action<IndexConnection> fill)
    {
        try
        {
            disk.WriteNew(scratch, [], sync: false);
            using var fromFiles = IndexConnection.Open(scratch);
            fromFiles.Run("BEGIN");
            fromFiles.Run(IndexSchema.Create);
            fill(fromFiles);
            fromFiles.Commit();
            return Read(fromFiles);
        }
        catch (SqliteException e)
        {
            throw new IOException($"'{scratch}' could not be made: {e.Message}", e); // It was new: what is wrong is the disk.
        }
        finally
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                disk.Delete(scratch + suffix);
            }
        }
    }

    public static VerificationReport Compare(IndexConnection index, List<(string Id, string Row, string State)> files) =>
        new(files.Count, Differences(files, Read(index)));

    private static List<(string Id, string Row, string State)> Read(IndexConnection index) =>
        index.Query(Rows, static row => (row.Text(0), row.Text(1), row.Text(2)));

    private static List<string> Differences(List<(string Id, string Row, string State)> files, List<(string Id, string Row, string State)> index)
    {
        var byId = index.ToDictionary(row => row.Id, StringComparer.Ordinal);
        List<string> differences = [];
        foreach (var (id, row, state) in files)
        {
            if (!byId.Remove(id, out var indexed))
            {
                differences.Add($"Message {id} is in the files ({row}) and not in the index.");
            }
            else if (indexed.Row != row)
            {
                differences.Add($"Message {id} is in the files as {row}, in the index as {indexed.Row}.");
            }
            else if (indexed.State != state)
            {
                differences.Add($"Message {id} is {state} by its file, {indexed.State} by the index.");
            }
        }

        differences.AddRange(byId.Values.Select(row => $"Message {row.Id} is in the index ({row.Row}) and not in the files."));
        return differences;
    }
}
