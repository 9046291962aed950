using Mailbox.Json;
using Mailbox.Teams;

namespace Mailbox.Store.Spool;

/// <summary>A file of messages as it was read: the entries with their bytes, or the reason why it cannot be read.</summary>
internal sealed record MessageFile(string Name, IReadOnlyList<Entry> Entries, JsonArrayText? Text, string? Problem)
{
    public ReadOnlyMemory<byte> RawEntry(int position) => Text![position];
}
