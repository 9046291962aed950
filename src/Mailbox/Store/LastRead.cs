using System.Collections.Concurrent;
using Mailbox.Files;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>
/// Reads inbox files from which messages were claimed. Claims often take some messages of a file at a time, so the one that was read last of each agent is kept, and used again while nobody has touched it.
/// </summary>
internal sealed class LastRead(MessageSpool spool)
{
    private const long MaxBytes = 1024 * 1024;
    private readonly ConcurrentDictionary<string, (FileIdentity Identity, MessageFile File)> _kept = new(StringComparer.Ordinal);

    /// <summary>Reads a file, or takes what is kept of it: then it is nobody else's until <see cref="Keep"/>. Null when it is not there.</summary>
    public (FileIdentity Identity, MessageFile File)? TryRead(AgentFolder folder, string name)
    {
        // Identified before it is read: what changes in between makes it another one the next time.
        if (spool.Disk.Identify(folder.File(Box.Inbox, name)) is not { } identity)
        {
            return null;
        }

        if (_kept.TryRemove(folder.Key, out var last) && last.File.Name == name && last.Identity == identity)
        {
            return last;
        }

        return spool.TryRead(folder, Box.Inbox, name) is { } file ? (identity, file) : null;
    }

    public void Keep(AgentFolder folder, (FileIdentity Identity, MessageFile File) read)
    {
        if (read.File.Problem is null && read.Identity.Length <= MaxBytes)
        {
            _kept[folder.Key] = read;
        }
    }
}
