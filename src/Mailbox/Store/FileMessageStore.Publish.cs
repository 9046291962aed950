using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store;

/// <summary>How mail comes in.</summary>
internal sealed partial class FileMessageStore
{
    public Task PublishAsync(string agent, IReadOnlyList<byte[]> entries, bool sync)
    {
        var folder = _spool.Folder(agent);
        return _commits.GetOrAdd((folder.Key, sync), _ => new GroupCommit(group =>
        {
            Storing("Accepting a message", () =>
            {
                var name = _spool.NewName();
                try
                {
                    _spool.Publish(folder, Box.Inbox, name, group, sync);
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // Somebody removed the folder. Whoever it belongs to will want this message.
                    _spool.MakeAgent(agent);
                    _spool.Publish(folder, Box.Inbox, name, group, sync);
                }

                Hint(folder.Key, name);
            });
            return Task.CompletedTask;
        }, isQuick: !sync)).AddAsync(entries);
    }

    public IStagedMail StageSent(string sender, IReadOnlyList<byte[]> entries, bool sync)
    {
        var folder = _spool.Folder(sender);
        var staged = _spool.TemporaryPath(folder);
        Storing("Keeping a copy of a message", () => _spool.Disk.WriteNew(staged, EntryWriter.WriteFile(entries), sync));
        return new StagedFile(_spool.Disk, staged, folder.File(Box.Sent, _spool.NewName()), sync, static () => { });
    }

    public IStagedMail StageDrained(string agent, IReadOnlyList<byte[]> entries, string origin)
    {
        var folder = _spool.Folder(agent);
        var name = Path.GetFileNameWithoutExtension(_spool.NewName());
        var staged = Path.Combine(folder.Drain, $"{name}.{origin}{MessageSpool.Extension}");
        Storing("Draining an inbox", () => _spool.Disk.Publish(_spool.TemporaryPath(folder), staged, EntryWriter.WriteFile(entries), sync: true));
        return Drained(folder, staged, name);
    }

    public IReadOnlyList<(string Origin, IStagedMail Mail)> FindStaged(string agent)
    {
        var folder = _spool.Folder(agent);
        return [.. _spool.Disk.FileNames(folder.Drain, "*" + MessageSpool.Extension).Order(StringComparer.Ordinal)
            .Select(file => (Parts: file.Split('.'), File: file))
            .Where(staged => staged.Parts.Length == 3)
            .Select(staged => (staged.Parts[1], Drained(folder, Path.Combine(folder.Drain, staged.File), staged.Parts[0])))];
    }

    public IDisposable? TryBeginDrain(string agent) =>
        NewLock(Path.Combine("agents", _spool.Folder(agent).Key, "drain.lock")).TryAcquire();

    public void QuarantineEntry(string agent, ReadOnlyMemory<byte> raw, string sender, string problem)
    {
        var folder = _spool.Folder(agent);
        Storing("Quarantining an entry", () => _quarantine.TakeEntry(folder, raw, sender, problem));
        Diagnostics.Log.Quarantined(_log, folder.Path, problem);
    }

    public void QuarantineInbox(string agent, string path, string problem)
    {
        Storing("Quarantining an inbox", () => _quarantine.TakeInbox(_spool.Folder(agent), path, problem));
        Diagnostics.Log.Quarantined(_log, path, problem);
    }

    public async Task<IReadOnlySet<Guid>> KnownIdsAsync(string agent, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await ScanInboxAsync(agent).ConfigureAwait(false);
        var key = _spool.Folder(agent).Key;
        return await _index.ReadAsync<IReadOnlySet<Guid>>(
            connection => ids.Where(id => connection.Number("SELECT 1 FROM messages WHERE id = $0 AND agent = $1", id, key) is not null).ToHashSet(), cancel).ConfigureAwait(false);
    }

    private StagedFile Drained(AgentFolder folder, string staged, string name) =>
        new(_spool.Disk, staged, folder.File(Box.Inbox, name + MessageSpool.Extension), sync: true, () => Hint(folder.Key, name + MessageSpool.Extension));

    private void Hint(string key, string name)
    {
        // An agent of this process hears of it here; the watcher's word for the same file, a moment later, finds it known.
        if (_monitors.TryGetValue(key, out var monitor))
        {
            monitor.Hint(name);
        }
    }
}
