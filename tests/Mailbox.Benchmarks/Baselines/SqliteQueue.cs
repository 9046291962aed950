using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>The usual pattern: WAL, one table, one commit per message on each side, claim by UPDATE … RETURNING.</summary>
internal sealed class SqliteQueue : IDisposable
{
    private readonly SqliteConnection _connection;

    public SqliteQueue(string path, Durability durability)
    {
        Level = durability == Durability.Durable ? "FULL" : "NORMAL";
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute($"PRAGMA journal_mode=WAL; PRAGMA synchronous={Level}; CREATE TABLE queue(id INTEGER PRIMARY KEY, body TEXT, state INTEGER); CREATE INDEX ready ON queue(id) WHERE state = 0");
    }

    public string Level { get; }

    /// <summary>Sends and handles so many messages; answers how many per second.</summary>
    public double Run(int count, string body)
    {
        var start = Stopwatch.GetTimestamp();
        using var send = Prepare("INSERT INTO queue(body, state) VALUES($body, 0)", body);
        using var claim = Prepare("UPDATE queue SET state = 1 WHERE id = (SELECT id FROM queue WHERE state = 0 ORDER BY id LIMIT 1) RETURNING id, body");
        using var settle = Prepare("DELETE FROM queue WHERE id = $body", 0L);
        for (var i = 0; i < count; i++)
        {
            send.ExecuteNonQuery();
            long id;
            using (var row = claim.ExecuteReader())
            {
                row.Read();
                id = row.GetInt64(0);
            }

            settle.Parameters[0].Value = id;
            settle.ExecuteNonQuery();
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = Prepare(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, object? body = null)
    {
#pragma warning disable CA2100 // Constants of this file.
        var command = _connection.CreateCommand();
        command.CommandText = sql;
#pragma warning restore CA2100
        if (body is not null)
        {
            command.Parameters.AddWithValue("$body", body);
        }

        return command;
    }
}
