using System.Globalization;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mailbox.Store.Index;

/// <summary>
/// A connection with its prepared statements. Parameters are <c>$0</c>, <c>$1</c> … in the order of the values. Used by one thread at a time.
/// </summary>
internal sealed class IndexConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private IndexConnection(SqliteConnection connection) => _connection = connection;

    /// <summary>SQLite's own handle, by which tests count what statements cost.</summary>
    public SQLitePCL.sqlite3 Handle => _connection.Handle!;

    public static IndexConnection Open(string path)
    {
        SqliteLibrary.EnsureLoaded();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        try
        {
            connection.Open();

            // No waiting inside SQLite: contention is met with BEGIN IMMEDIATE and retried by us. One place checkpoints (IndexDatabase).
            _ = sqlite3_busy_timeout(connection.Handle, 0);
            var opened = new IndexConnection(connection);
            opened.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;");
            return opened;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins a write transaction; false when somebody else writes.</summary>
    public bool TryBegin()
    {
        var result = sqlite3_exec(_connection.Handle, "BEGIN IMMEDIATE");
        return result switch
        {
            SQLITE_OK => true,
            SQLITE_BUSY => false,
            _ => throw new SqliteException($"BEGIN IMMEDIATE: {sqlite3_errmsg(_connection.Handle).utf8_to_string()}", result, sqlite3_extended_errcode(_connection.Handle)),
        };
    }

    public void Commit() => Run("COMMIT");

    public void Rollback()
    {
        // After some errors SQLite has rolled back already, and says that there is no transaction: that is what we want.
        _ = sqlite3_exec(_connection.Handle, "ROLLBACK");
    }

    /// <summary>Runs statements without parameters, as they are, unprepared.</summary>
    public void Run(string sql)
    {
        var result = sqlite3_exec(_connection.Handle, sql);
        if (result != SQLITE_OK)
        {
            throw new SqliteException($"{sql}: {sqlite3_errmsg(_connection.Handle).utf8_to_string()}", result, sqlite3_extended_errcode(_connection.Handle));
        }
    }

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            try
            {
                rows.Add(map(reader));
            }
            catch (Exception e) when (e is InvalidCastException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
            {
                throw new SqliteException($"A row does not hold what its table should: {e.Message}", SQLITE_CORRUPT);
            }
        }

        return rows;
    }

    public long? Number(string sql, params ReadOnlySpan<object?> values) =>
        Bind(sql, values).ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    public string? Text(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteScalar() as string;

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
#pragma warning disable CA2100 // Every statement is a constant of this assembly, or composed of such; what users say goes into parameters.
            command = _connection.CreateCommand();
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
            }

            _commands[sql] = command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                Guid id => id.ToByteArray(bigEndian: true),
                Enum value => Convert.ToInt32(value, CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                var other => other,
            };
        }

        return command;
    }
}
