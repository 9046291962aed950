using System.Text.Json;
using Mailbox.Files;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>An inbox file as it was at one moment.</summary>
internal sealed record InboxSnapshot(ReadOnlyMemory<byte> Text, JsonArrayText Entries, FileIdentity? Identity)
{
    /// <exception cref="JsonException">It is not one JSON array.</exception>
    public static InboxSnapshot Parse(byte[] text, FileIdentity? identity)
    {
        // Zero bytes, or nothing but white space, are no messages.
        var content = JsonText.WithoutMark(text);
        content = content.Span.ContainsAnyExcept(" \t\r\n"u8) ? content : "[]"u8.ToArray();
        return new InboxSnapshot(content, JsonArrayText.Parse(content), identity);
    }

    /// <summary>Whether a text is one JSON array.</summary>
    public static bool IsOne(byte[] text)
    {
        try
        {
            _ = Parse(text, identity: null);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether the last entry is not marked as read. Clients of the named era mark all of them at once, so it speaks for the others.</summary>
    public bool HasUnread => Entries.Count > 0 && !IsRead(Entries[^1].Span);

    /// <summary>Where the given entries are, each at a position of its own; null when one is missing.</summary>
    public HashSet<int>? Find(IReadOnlyList<ReadOnlyMemory<byte>> wanted)
    {
        HashSet<int> found = [];
        var from = 0;
        foreach (var entry in wanted)
        {
            // In most cases the file is as it was when they were read, or has grown at the end: look onwards first.
            var position = Next(entry, from, found);
            if (position < 0)
            {
                position = Next(entry, 0, found);
            }

            if (position < 0)
            {
                return null;
            }

            found.Add(position);
            from = position + 1;
        }

        return found;
    }

    private static bool IsRead(ReadOnlySpan<byte> entry)
    {
        // What is no entry is nobody's to read, and keeps nobody waiting.
        var fields = new EntryFields();
        return fields.Read(entry, maxDepth: int.MaxValue / 2) is not null || fields.IsRead;
    }

    private int Next(ReadOnlyMemory<byte> entry, int from, HashSet<int> taken)
    {
        for (var i = from; i < Entries.Count; i++)
        {
            if (!taken.Contains(i) && Entries[i].Span.SequenceEqual(entry.Span))
            {
                return i;
            }
        }

        return -1;
    }
}
