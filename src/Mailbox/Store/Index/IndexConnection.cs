using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Mailbox.Store.Index;

/// <summary>
/// A connection with its prepared statements. Parameters are <c>$0</c>, <c>$1</c> … in the order of the values. Used by one thread at a time.
/// </summary>
internal sealed class IndexConnection : IDisposable
{
    private readonly Dictionary<string, IndexStatement> _statements = new(StringComparer.Ordinal);

    private IndexConnection(sqlite3 handle) => Handle = handle;

    /// <summary>SQLite's own handle, by which tests count what statements cost.</summary>
    public sqlite3 Handle { get; }

    public static IndexConnection Open(string path)
    {
        SqliteLibrary.EnsureLoaded();

        // Without SQLite's own locks around each call: a connection is used by one thread at a time.
        var result = sqlite3_open_v2(path, out var handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, null);
        var opened = new IndexConnection(handle);
        try
        {
            opened.Check(result, "Opening");

            // No waiting inside SQLite, which is its default: who meets a busy index retries. One place checkpoints (IndexDatabase).
            opened.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Begins a write transaction; false when somebody else writes.</summary>
    public bool TryBegin()
    {
        var result = sqlite3_exec(Handle, "BEGIN IMMEDIATE");
        if (result == SQLITE_BUSY)
        {
            return false;
        }

        Check(result, "BEGIN IMMEDIATE");
        return true;
    }

    public void Commit() => Run("COMMIT");

    public void Rollback()
    {
        // After some errors SQLite has rolled back already, and says that there is no transaction: that is what we want.
        _ = sqlite3_exec(Handle, "ROLLBACK");
    }

    /// <summary>Runs statements without parameters, as they are, unprepared.</summary>
    public void Run(string sql) => Check(sqlite3_exec(Handle, sql), sql);

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<IndexValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (statement.Step())
            {
                // What it answers is not wanted.
            }

            return sqlite3_changes(Handle);
        }
        finally
        {
            statement.Reset();
        }
    }

    public List<T> Query<T>(string sql, Func<IndexRow, T> map, params ReadOnlySpan<IndexValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            List<T> rows = [];
            while (statement.Step())
            {
                rows.Add(Read(statement, map));
            }

            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    public long? Number(string sql, params ReadOnlySpan<IndexValue> values) => First(sql, static row => row.NumberOrNull(0), values);

    public string? Text(string sql, params ReadOnlySpan<IndexValue> values) => First(sql, static row => row.TextOrNull(0), values);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        Handle.Dispose();
    }

    private void Check(int result, string what)
    {
        if (result != SQLITE_OK)
        {
            throw new SqliteException($"{what}: {sqlite3_errmsg(Handle).utf8_to_string()}", result, sqlite3_extended_errcode(Handle));
        }
    }

    /// <summary>The first row, or the default when there is none. What the statement changes it has changed with its first row.</summary>
    private T? First<T>(string sql, Func<IndexRow, T> map, ReadOnlySpan<IndexValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            return statement.Step() ? Read(statement, map) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static T Read<T>(IndexStatement statement, Func<IndexRow, T> map)
    {
        try
        {
            return map(statement.Row);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new SqliteException($"A row does not hold what its table should: {e.Message}", SQLITE_CORRUPT);
        }
    }

    private IndexStatement Bind(string sql, ReadOnlySpan<IndexValue> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            // Every statement is a constant of this assembly, or composed of such; what users say goes into parameters.
            _statements[sql] = statement = new IndexStatement(Handle, sql);
        }

        statement.Bind(values);
        return statement;
    }
}
