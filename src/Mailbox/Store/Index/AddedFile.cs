using Mailbox.Store.Spool;

namespace Mailbox.Store.Index;

/// <summary>What adding a file to the index found.</summary>
/// <param name="File">The file.</param>
/// <param name="IsNew">False when the index knew it.</param>
/// <param name="Replies">New replies in it, which wait for their asker.</param>
/// <param name="Move">What must still happen to the file; for a dead letter, to the one it came from.</param>
internal sealed record AddedFile(MessageFile File, bool IsNew, IReadOnlyList<Message> Replies, FileMove? Move);
