using Mailbox.Files;

namespace Mailbox.Store.Index;

/// <summary>A connection, and the file it was opened on: when another file takes its name, it must be opened anew.</summary>
internal sealed record OpenIndex(IndexConnection Connection, FileIdentity Identity) : IDisposable
{
    public void Dispose() => Connection.Dispose();
}
