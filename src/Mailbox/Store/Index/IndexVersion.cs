namespace Mailbox.Store.Index;

/// <summary>Another one whenever somebody has written to the index: SQLite's number changes when another connection has committed, and means something to the same connection only.</summary>
internal sealed record IndexVersion(IndexConnection Connection, long Number)
{
    public static IndexVersion Of(IndexConnection connection) => new(connection, connection.Number("PRAGMA data_version") ?? 0);
}
