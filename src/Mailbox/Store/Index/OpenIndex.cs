using Mailbox.Files;

namespace Mailbox.Store.Index;

/// <summary>A connection, and the file it was opened on: when another file takes its name, it must be opened anew.</summary>
internal sealed record OpenIndex(IndexConnection Connection, FileIdentity Identity) : IDisposable
{
    /// <summary>True once it was closed, because its file was gone, and no other could be opened yet.</summary>
    public bool IsClosed { get; private set; }

    public void Dispose()
    {
        IsClosed = true;
        Connection.Dispose();
    }
}
