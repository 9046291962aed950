using SQLitePCL;
using static SQLitePCL.raw;

namespace Mailbox.Store.Index;

/// <summary>The row at which a statement stands. A null where the table allows none, or an id of another length, is damage, and throws.</summary>
internal readonly struct IndexRow(sqlite3_stmt statement)
{
    public bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;

    public long Number(int column) => IsNull(column) ? throw Missing(column) : sqlite3_column_int64(statement, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : sqlite3_column_int64(statement, column);

    public int Int(int column) => checked((int)Number(column));

    public string Text(int column) => TextOrNull(column) ?? throw Missing(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : sqlite3_column_text(statement, column).utf8_to_string();

    public Guid Id(int column) => new(sqlite3_column_blob(statement, column), bigEndian: true);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Number(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    private static InvalidOperationException Missing(int column) => new($"Column {column} is null.");
}
