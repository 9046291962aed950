using System.Text.Json;
using Mailbox.Files;
using Mailbox.Json;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store;

/// <summary>
/// Does to the files what the index has decided. If we die between the two, the next scan finds a file in the inbox whose messages are
/// settled, and comes here again; without the index the message is delivered again.
/// </summary>
internal sealed class SpoolSettler(MessageSpool spool, bool sync)
{
    public void Apply(FileMove? move)
    {
        if (move is not { } todo)
        {
            return;
        }

        Guarded("Settling a message", todo.AgentKey, todo.Name, folder =>
        {
            if (todo.To is { } box)
            {
                _ = spool.Move(folder, Box.Inbox, todo.Name, box);
            }
            else
            {
                spool.Delete(folder, Box.Inbox, todo.Name);
            }
        });
    }

    /// <summary>Writes the dead letter that a burial asks for. Doing it twice writes the same file twice. Answers the file that it should be made from when that is no list of messages any more.</summary>
    /// <exception cref="MailboxStorageException">It cannot be written, or what it is made from cannot be read now: then nothing may be let go.</exception>
    public MessageFile? Write(Burial burial)
    {
        MessageFile? damaged = null;
        Guarded("Writing a dead letter", burial.AgentKey, burial.FileName, folder => damaged = Write(folder, burial));
        return damaged;
    }

    public void WriteDeadLetter(AgentFolder folder, Guid id, ReadOnlyMemory<byte> entry, DeadLetterNote note)
    {
        using var value = new MemoryStream();
        using (var writer = new Utf8JsonWriter(value, new JsonWriterOptions { Encoder = JsonStringifyEncoder.Instance, Indented = true, IndentSize = 2, NewLine = "\n" }))
        {
            DeadLetterNoteJson.Write(writer, note);
        }

        var annotated = JsonObjectText.Set(entry.Span, EntryKeys.DeadLetter, JsonArrayText.Indent(value.ToArray(), 4));
        spool.Publish(folder, Box.Dead, id + MessageSpool.Extension, [annotated], sync);
    }

    private MessageFile? Write(AgentFolder folder, Burial burial)
    {
        if (spool.Locate(folder, Box.Inbox, burial.FileName)?.File is { } file)
        {
            if (burial.Position < file.Entries.Count)
            {
                WriteDeadLetter(folder, burial.Id, file.RawEntry(burial.Position), burial.Note);
            }
        }
        else if (spool.Damaged(folder, Box.Inbox, burial.FileName) is { } damaged)
        {
            return damaged.IsUnreadNow ? throw new IOException($"The message cannot be read now: {damaged.Problem}") : damaged;
        }

        return null;
    }

    private void Guarded(string operation, string agentKey, string name, Action<AgentFolder> work)
    {
        var folder = spool.Folder(agentKey);
        Storage.Guard(operation, folder.File(Box.Inbox, name), () => work(folder));
    }
}
