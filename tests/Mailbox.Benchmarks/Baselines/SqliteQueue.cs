using Mailbox.Store.Index;
using Microsoft.Data.Sqlite;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>The usual pattern: WAL, one table, one commit per message on each side and one to settle it, claim by UPDATE … RETURNING. Who sends is one process, who works another.</summary>
internal sealed class SqliteQueue : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _send;
    private readonly SqliteCommand _claim;
    private readonly SqliteCommand _settle;

    public SqliteQueue(string path, string level)
    {
        SqliteLibrary.EnsureLoaded(); // The same library as ours: the package's own waits for a lock in whole seconds.
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Prepare($"PRAGMA journal_mode=WAL; PRAGMA synchronous={level}; PRAGMA busy_timeout=60000; CREATE TABLE IF NOT EXISTS queue(id INTEGER PRIMARY KEY, body TEXT, state INTEGER); CREATE INDEX IF NOT EXISTS ready ON queue(id) WHERE state = 0").ExecuteNonQuery();
        _send = Prepare("INSERT INTO queue(body, state) VALUES($value, 0)", "");
        _claim = Prepare("UPDATE queue SET state = 1 WHERE id = (SELECT id FROM queue WHERE state = 0 ORDER BY id LIMIT 1) RETURNING id, body");
        _settle = Prepare("DELETE FROM queue WHERE id = $value", 0L);
    }

    /// <summary>Handles what comes, and says so each time that it has handled so many.</summary>
    public static void Work(string path, string level, int count)
    {
        using var queue = new SqliteQueue(path, level);
        Console.WriteLine("ready");
        for (var done = 1; ; done++)
        {
            queue.Settle(queue.Claim());
            if (done % count == 0)
            {
                Console.WriteLine("done");
            }
        }
    }

    public void Send(string body)
    {
        _send.Parameters[0].Value = body;
        _send.ExecuteNonQuery();
    }

    /// <summary>Sends and handles so many messages in this process alone, for what they allocate.</summary>
    public void Run(int count, string body)
    {
        for (var i = 0; i < count; i++)
        {
            Send(body);
            Settle(Claim());
        }
    }

    public void Dispose()
    {
        _send.Dispose();
        _claim.Dispose();
        _settle.Dispose();
        _connection.Dispose();
    }

    private long Claim()
    {
        while (true)
        {
            using (var row = _claim.ExecuteReader())
            {
                if (row.Read())
                {
                    _ = row.GetString(1);
                    return row.GetInt64(0);
                }
            }

            Thread.Sleep(Look);
        }
    }

    private void Settle(long id)
    {
        _settle.Parameters[0].Value = id;
        _settle.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, object? value = null)
    {
#pragma warning disable CA2100 // Constants of this file.
        var command = _connection.CreateCommand();
        command.CommandText = sql;
#pragma warning restore CA2100
        if (value is not null)
        {
            command.Parameters.AddWithValue("$value", value);
        }

        return command;
    }
}
