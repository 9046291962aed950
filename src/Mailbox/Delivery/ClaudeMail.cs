using Mailbox.Files;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>What leads and teammates of Claude Code have written into inboxes of Agent Teams, to be looked at only. An inbox is read again when its file changed.</summary>
internal sealed class ClaudeMail(TeamFolder team, AddressBook addresses, Store.IMessageStore store, ForeignInbox inbox, MailboxOptions options) : IDisposable
{
    private readonly EntryReader _reader = new(options.MaxMessageBytes, options.MaxJsonDepth);
    private readonly Dictionary<string, (FileIdentity? Identity, IReadOnlyList<StoredMessage> Found)> _read = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>What lies there now, oldest first. What Mailbox has written there is left out: it has its own record.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> ListAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var folders = new[] { team.InboxFolder, Path.Combine(team.ConfigFolder, "inboxes") }.Distinct(StringComparer.Ordinal);
            List<StoredMessage> found = [];
            foreach (var path in folders.SelectMany(folder => options.Disk.FileNames(folder, "*.json").Select(name => Path.Combine(folder, name))))
            {
                found.AddRange(await ReadAsync(path, cancel).ConfigureAwait(false));
            }

            return [.. found.OrderBy(static one => one.Message.Timestamp)];
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<IReadOnlyList<StoredMessage>> ReadAsync(string path, CancellationToken cancel)
    {
        var identity = options.Disk.Identify(path);
        var before = _read.GetValueOrDefault(path);
        if (identity is null || (before.Found is not null && before.Identity == identity))
        {
            return identity is null ? [] : before.Found!;
        }

        try
        {
            var found = await inbox.ReadAsync(path, cancel).ConfigureAwait(false) is { } snapshot ? await ReadAsync(path, snapshot, cancel).ConfigureAwait(false) : [];
            _read[path] = (identity, found);
            return found;
        }
        catch (Exception e) when (e is ForeignInboxException or IOException or UnauthorizedAccessException)
        {
            return before.Found ?? []; // Half written, or not ours to read: what it said before is the best there is.
        }
    }

    private async ValueTask<IReadOnlyList<StoredMessage>> ReadAsync(string path, InboxSnapshot snapshot, CancellationToken cancel)
    {
        var owner = OwnerOf(path);
        List<StoredMessage> found = [];
        Dictionary<string, int> alike = new(StringComparer.Ordinal);
        for (var i = 0; i < snapshot.Entries.Count; i++)
        {
            var entry = _reader.Read(snapshot.Entries[i].Span, owner, "", default);
            if (entry.Message is not { } message || (entry.HasOwnIdentity && (await store.GetAsync(message.Id, cancel).ConfigureAwait(false)).Count > 0))
            {
                continue;
            }

            // Entries go as they are read, so a position names none of them for long: what it says does, and how many before say the same.
            var said = $"{message.From}\n{message.Timestamp:O}\n{message.Text}";
            alike[said] = alike.GetValueOrDefault(said) + 1;
            message = entry.HasOwnIdentity ? message : message with { Id = EntryReader.DeriveId(owner, $"{said}\n{alike[said]}") };
            found.Add(new StoredMessage(message, entry.IsRead ? MessageState.Read : MessageState.Unread, Attempt: 0, ClaimedBy: null, Reason: null, IsLate: false, message.Timestamp, path));
        }

        return found;
    }

    private string OwnerOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return addresses.Team?.Members.FirstOrDefault(member => TeamNames.AgentFile(member.Name) == name)?.Name ?? name;
    }
}
