using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Mailbox.Store.Index;

/// <summary>
/// A prepared statement, on SQLite's own calls: Microsoft.Data.Sqlite makes a reader, a parameter binder and several arrays for each use, which was
/// a sixth of what a message allocated.
/// </summary>
internal sealed class IndexStatement : IDisposable
{
    private const int OnStack = 512;
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    // SQLite numbers parameters by where they appear; which of the values each stands for.
    private readonly int[] _values;

    public IndexStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(sqlite3_prepare_v3(connection, sql, SQLITE_PREPARE_PERSISTENT, out _statement));
        _values = new int[sqlite3_bind_parameter_count(_statement)];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = int.Parse(sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string().AsSpan(1), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Where it stands, after <see cref="Step"/> has said that there is a row.</summary>
    public IndexRow Row => new(_statement);

    /// <summary>Sets <c>$0</c>, <c>$1</c> … in this order; values that no parameter asks for are left out.</summary>
    public void Bind(ReadOnlySpan<IndexValue> values)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            Check(Bind(i + 1, values[_values[i]]));
        }
    }

    /// <summary>Goes on to the next row; false after the last.</summary>
    public bool Step() => sqlite3_step(_statement) switch
    {
        SQLITE_ROW => true,
        SQLITE_DONE => false,
        var error => throw Failed(error),
    };

    /// <summary>Makes it ready for the next use. What it answers <see cref="Step"/> has thrown already, or the commit will throw.</summary>
    public void Reset() => _ = sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private int Bind(int position, IndexValue value) => value.Kind switch
    {
        IndexValueKind.Number => sqlite3_bind_int64(_statement, position, value.Number),
        IndexValueKind.Text => BindText(position, value.Text!),
        IndexValueKind.Id => BindId(position, value.Id),
        _ => sqlite3_bind_null(_statement, position),
    };

    private int BindId(int position, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        return sqlite3_bind_blob(_statement, position, bytes);
    }

    private int BindText(int position, string text)
    {
        if (text.Length == 0)
        {
            return sqlite3_bind_text(_statement, position, text); // An empty span is a null to SQLite.
        }

        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        try
        {
            var bytes = rented ?? stackalloc byte[OnStack];
            return sqlite3_bind_text(_statement, position, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private void Check(int result)
    {
        if (result != SQLITE_OK)
        {
            throw Failed(result);
        }
    }

    private SqliteException Failed(int result) => new(sqlite3_errmsg(_connection).utf8_to_string(), result, sqlite3_extended_errcode(_connection));
}
