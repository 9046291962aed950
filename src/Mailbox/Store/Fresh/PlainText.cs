using System.Text;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store.Fresh;

/// <summary>Tells files that hold nothing but mail to be handed out in its turn, without taking them apart.</summary>
internal static class PlainText
{
    // A text that says one of these words in quotes goes the longer way, which is all.
    private static readonly byte[][] Special =
        [.. ((string[])[EntryKeys.Priority, EntryKeys.NotBefore, EntryKeys.ExpiresAt, EntryKeys.InReplyTo, EntryKeys.DeadLetter]).Select(static key => Encoding.UTF8.GetBytes($"\"{key}\""))];

    public static bool Is(MessageFile file) => file.Text is { Count: > 0 } text && !Array.Exists(Special, key => text.Bytes.Span.IndexOf(key) >= 0);
}
