using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>A file that was just read, and the replies in it that their askers have got from it.</summary>
internal sealed record ReadFile(MessageFile File, IReadOnlyList<Message> Given)
{
    /// <summary>Whether there is nothing else in it.</summary>
    public bool IsAllGiven => Given.Count > 0 && Given.Count == File.Entries.Count;
}
