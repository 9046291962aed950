using Mailbox.Store.Index;
using Microsoft.Data.Sqlite;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>The SQLite queue between two processes, each of which looks every millisecond whether something is there for it.</summary>
internal sealed class PolledQueue : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private readonly SqliteConnection _connection;

    public PolledQueue(string path, string level)
    {
        SqliteLibrary.EnsureLoaded(); // The same library as ours: the package's own waits for a lock in whole seconds.
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run($"PRAGMA journal_mode=WAL; PRAGMA synchronous={level}; PRAGMA busy_timeout=5000; CREATE TABLE IF NOT EXISTS queue(id INTEGER PRIMARY KEY, recipient TEXT, body TEXT, state INTEGER); CREATE INDEX IF NOT EXISTS ready ON queue(recipient, id) WHERE state = 0");
    }

    /// <summary>Answers what comes, for ever.</summary>
    public static void Serve(string path, string level)
    {
        using var queue = new PolledQueue(path, level);
        Console.WriteLine("ready");
        while (true)
        {
            var (id, body) = queue.Take("answerer");
            queue.Put("asker", body);
            queue.Settle(id);
        }
    }

    public void Ask(string body)
    {
        Put("answerer", body);
        Settle(Take("asker").Id);
    }

    public void Dispose() => _connection.Dispose();

    private void Put(string recipient, string body) => Run("INSERT INTO queue(recipient, body, state) VALUES($0, $1, 0)", recipient, body);

    private void Settle(long id) => Run("DELETE FROM queue WHERE id = $0", id);

    private (long Id, string Body) Take(string recipient)
    {
        while (true)
        {
            using (var command = Prepare("UPDATE queue SET state = 1 WHERE id = (SELECT id FROM queue WHERE recipient = $0 AND state = 0 ORDER BY id LIMIT 1) RETURNING id, body", recipient))
            using (var row = command.ExecuteReader())
            {
                if (row.Read())
                {
                    return (row.GetInt64(0), row.GetString(1));
                }
            }

            Thread.Sleep(Look);
        }
    }

    private void Run(string sql, params object[] values)
    {
        using var command = Prepare(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this file.
        var command = _connection.CreateCommand();
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i]);
        }

        return command;
    }
}
