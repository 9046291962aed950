using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store;

/// <summary>
/// Where things go that cannot be read as messages: their bytes to <c>quarantine/</c>, as they are, and a dead letter that tells the reason.
/// Names are made from the content, so doing it twice, as after a crash, does nothing new.
/// </summary>
internal sealed class Quarantine(MessageSpool spool, SpoolSettler settler, TimeProvider time)
{
    private const int ShownBytes = 2048;

    public void TakeEntry(AgentFolder folder, ReadOnlyMemory<byte> raw, string sender, string problem)
    {
        var id = EntryReader.DeriveId(folder.Key, "quarantine " + Convert.ToHexStringLower(SHA256.HashData(raw.Span)));
        var path = Path.Combine(folder.Quarantine, id + ".bin");
        if (spool.Disk.Identify(path) is null)
        {
            spool.Disk.Publish(spool.TemporaryPath(folder), path, raw.Span, sync: true);
        }

        WriteLetter(folder, id, sender, raw.Span, problem, path);
    }

    /// <summary>A whole file: it is moved, so that it need not be readable for that.</summary>
    public void TakeFile(AgentFolder folder, string name, string problem) =>
        Take(folder, folder.File(Box.Inbox, name), "quarantined file " + name, $"The file '{name}'", problem);

    /// <summary>An inbox of Agent Teams, as it is now: moved, as <see cref="TakeFile"/> does.</summary>
    public void TakeInbox(AgentFolder folder, string from, string problem)
    {
        if (spool.Disk.Identify(from) is { } file)
        {
            Take(folder, from, string.Create(CultureInfo.InvariantCulture, $"quarantined inbox {from} {file.ModifiedNanoseconds} {file.Length}"), $"The inbox '{from}'", problem);
        }
    }

    private void Take(AgentFolder folder, string from, string identity, string shown, string problem)
    {
        var id = EntryReader.DeriveId(folder.Key, identity);
        var path = Path.Combine(folder.Quarantine, id + ".bin");
        WriteLetter(folder, id, "unknown", Encoding.UTF8.GetBytes(shown), problem, path);
        _ = spool.Disk.TryMove(from, path);
    }

    private void WriteLetter(AgentFolder folder, Guid id, string sender, ReadOnlySpan<byte> raw, string problem, string path)
    {
        if (spool.Exists(folder, Box.Dead, id + MessageSpool.Extension))
        {
            return;
        }

        var now = time.GetUtcNow();
        var entry = EntryWriter.Write(new Message
        {
            Id = id,
            From = sender.Length > 200 ? sender[..200] : sender,
            To = spool.NameOf(folder.Key) ?? folder.Key,
            Text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, ShownBytes)]),
            Summary = "Not a message",
            Timestamp = now,
        });
        var note = new DeadLetterNote($"It cannot be read as a message: {problem}", now, [], $"quarantine/{Path.GetFileName(path)}");
        settler.WriteDeadLetter(folder, id, entry, note);
    }
}
