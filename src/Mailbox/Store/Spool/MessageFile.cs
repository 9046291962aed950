using Mailbox.Json;
using Mailbox.Teams;

namespace Mailbox.Store.Spool;

/// <summary>A file of messages as it was read: the entries with their bytes, or the reason why it is none; or why it cannot be read now, which may pass.</summary>
internal sealed record MessageFile(string Name, IReadOnlyList<Entry> Entries, JsonArrayText? Text, string? Problem, bool IsUnreadNow = false)
{
    /// <summary>The replies in it.</summary>
    public IEnumerable<Message> Replies => Entries.Where(static entry => entry.Message is { IsReply: true }).Select(static entry => entry.Message!);

    public ReadOnlyMemory<byte> RawEntry(int position) => Text![position];
}
