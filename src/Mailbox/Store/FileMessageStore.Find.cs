using Mailbox.Files;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Mailbox.Teams;

namespace Mailbox.Store;

/// <summary>How mail is found. The index says which messages and in what state; what they say is read from their files.</summary>
internal sealed partial class FileMessageStore
{
    public async Task<IReadOnlyList<StoredMessage>> SearchAsync(MessageQuery query, CancellationToken cancel)
    {
        await CatchUpAsync(query, cancel).ConfigureAwait(false);
        return await FindAsync(connection => SearchQueries.Find(connection, query), cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<StoredMessage>> SearchAsync(IReadOnlyList<MessageQuery> queries, CancellationToken cancel)
    {
        await ScanAllAsync().ConfigureAwait(false);
        return await FindAsync(connection => [.. queries.SelectMany(query => SearchQueries.Find(connection, query))], cancel).ConfigureAwait(false);
    }

    public async Task<int> CountAsync(MessageQuery query, CancellationToken cancel)
    {
        await CatchUpAsync(query, cancel).ConfigureAwait(false);
        return await _index.ReadAsync(connection => SearchQueries.Count(connection, query), cancel).ConfigureAwait(false);
    }

    public ChangeWatch WatchChanges() => new(_index, ScanAllAsync, Read, _time);

    public Task<(IReadOnlyList<FailedAttempt> Failures, DateTimeOffset? ClaimedAt, TimeSpan? LeaseLeft)> TraceAsync(string agent, Guid id, CancellationToken cancel) => _index.ReadAsync(connection =>
    {
        var key = _spool.Folder(agent).Key;
        var (claimedAt, left) = ClaimQueries.Held(connection, key, id, Now);
        return ((IReadOnlyList<FailedAttempt>)SettleQueries.Failures(connection, key, id), claimedAt, left is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null);
    }, cancel);

    public ReadOnlyMemory<byte> ReadFile(string path) => _spool.Disk.ReadAll(path, ForeignInbox.MaxBytes);

    public async Task<IReadOnlyList<StoredMessage>> GetAsync(Guid id, CancellationToken cancel)
    {
        var found = await FindAsync(connection => SearchQueries.Get(connection, id), cancel).ConfigureAwait(false);
        if (found.Count > 0 && !found.Any(IsOverdue))
        {
            return found;
        }

        await ScanAllAsync().ConfigureAwait(false);
        return await FindAsync(connection => SearchQueries.Get(connection, id), cancel).ConfigureAwait(false);
    }

    public async Task<(IReadOnlyList<StoredMessage> First, int Count)> PeekAsync(string agent, int max, CancellationToken cancel)
    {
        var key = _spool.Folder(agent).Key;
        if (Fresh(agent).HasLine)
        {
            await LookThroughAsync(agent).ConfigureAwait(false);
        }

        await Fresh(agent).WriteAsync().ConfigureAwait(false);
        var count = await _index.ReadAsync(connection => SearchQueries.CountReady(connection, key, Now), cancel).ConfigureAwait(false);
        return (count == 0 ? [] : await FindAsync(connection => SearchQueries.Ready(connection, key, max, Now), cancel).ConfigureAwait(false), count);
    }

    public Task<IReadOnlyDictionary<string, int>> LoadAsync(CancellationToken cancel) =>
        _index.ReadAsync<IReadOnlyDictionary<string, int>>(connection => SearchQueries.Load(connection, key => _spool.NameOf(key) ?? key), cancel);

    public async Task<MailboxStatistics> StatisticsAsync(CancellationToken cancel)
    {
        await ScanAllAsync().ConfigureAwait(false);
        var counted = await _index.ReadAsync(connection => SearchQueries.Statistics(connection, key => _spool.NameOf(key) ?? key), cancel).ConfigureAwait(false);
        var silent = ListMailboxes().Except(counted.Select(agent => agent.Agent), StringComparer.Ordinal).Select(name => new AgentStatistics { Agent = name });
        return new MailboxStatistics { Agents = [.. counted.Concat(silent).OrderBy(agent => agent.Agent, StringComparer.Ordinal)] };
    }

    private async Task CatchUpAsync(MessageQuery query, CancellationToken cancel)
    {
        await ScanAllAsync().ConfigureAwait(false);
        if (query.Text is not null)
        {
            await _searchText.CatchUpAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Sees what was accepted so far, also for agents that run elsewhere or not at all.</summary>
    private Task<bool> ScanAllAsync() => Storage.GuardAsync("Looking through the mailboxes", _folder, ScanEachAsync);

    private async Task<bool> ScanEachAsync()
    {
        await _unchanged.LookAsync().ConfigureAwait(false);
        foreach (var key in _spool.AgentKeys())
        {
            var folder = _spool.Folder(key);
            await ExpireAsync(key).ConfigureAwait(false);
            await _indexer.ScanAsync(folder, Box.Sent).ConfigureAwait(false);
            await _indexer.ScanAsync(folder, Box.Dead).ConfigureAwait(false);
            await ScanInboxAsync(key).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Sees what was accepted so far for one agent.</summary>
    private Task<bool> LookThroughAsync(string agent) => Storage.GuardAsync("Looking through the mailbox", _spool.Folder(agent).Path, async () =>
    {
        await ScanInboxAsync(agent).ConfigureAwait(false);
        return true;
    });

    /// <summary>Has the index know of all that lies in an inbox now.</summary>
    private async Task ScanInboxAsync(string agent)
    {
        var folder = _spool.Folder(agent);
        if (_monitors.TryGetValue(folder.Key, out var monitor))
        {
            await monitor.WriteAsync().ConfigureAwait(false);
        }

        if ((await _indexer.ScanAsync(folder, Box.Inbox).ConfigureAwait(false)).Count > 0)
        {
            Wake(agent);
            monitor?.Rescan();
        }
    }

    /// <summary>Makes expired messages dead letters, also those of agents that do not run and so never claim.</summary>
    private async Task ExpireAsync(string key)
    {
        while (await _index.ReadAsync(connection => ClaimQueries.IsAnythingExpired(connection, key, Now), CancellationToken.None).ConfigureAwait(false))
        {
            await BuryAllAsync(await _index.WriteAsync(connection =>
            {
                List<Burial> burials = [];
                ClaimQueries.Expire(connection, key, Now, burials);
                return burials;
            }).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private bool IsOverdue(StoredMessage stored) =>
        stored.State is MessageState.Waiting or MessageState.Delayed && stored.Message.ExpiresAt <= _time.GetUtcNow();

    private async Task<IReadOnlyList<StoredMessage>> FindAsync(Func<IndexConnection, List<FoundRow>> find, CancellationToken cancel)
    {
        return [.. Read(await _index.ReadAsync(find, cancel).ConfigureAwait(false)).OfType<StoredMessage>()];
    }

    /// <summary>What the rows stand for, as their files say; null for one whose file has gone since, or is yet to be written.</summary>
    private List<StoredMessage?> Read(List<FoundRow> rows)
    {
        List<StoredMessage?> found = new(rows.Count);
        Dictionary<string, (MessageFile File, Box Box)?> files = new(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var folder = _spool.Folder(row.AgentKey);
            var path = folder.File(row.Box, row.FileName);
            if (!files.TryGetValue(path, out var located))
            {
                files[path] = located = _spool.Locate(folder, row.Box, row.FileName);
            }

            found.Add(located is var (file, box) && row.Position < file.Entries.Count && file.Entries[row.Position].Message is { } message
                ? new StoredMessage(message, row.State, row.Attempt, row.Owner, row.Reason, row.IsLate, row.ChangedAt, folder.File(box, row.FileName))
                : null);
        }

        return found;
    }
}
