using Mailbox.Diagnostics;
using Mailbox.Processes;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>How mail is handed out and settled.</summary>
internal sealed partial class FileMessageStore
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(1);

    public Task<IReadOnlyList<Claim>> ClaimAsync(string agent, int max, TimeSpan lease, int maxAttempts, CancellationToken cancel) => ClaimDetachedAsync(agent, max, lease, maxAttempts, _owner, cancel);

    public async Task<IReadOnlyList<Claim>> ClaimDetachedAsync(string agent, int max, TimeSpan lease, int maxAttempts, string holder, CancellationToken cancel)
    {
        var folder = _spool.Folder(agent);
        if (!await _index.ReadAsync(connection => ClaimQueries.IsAnythingDue(connection, folder.Key, Now), cancel).ConfigureAwait(false))
        {
            return [];
        }

        var (claimed, burials) = await _index.WriteAsync(connection => ClaimQueries.Claim(connection, folder.Key, max, holder, lease, maxAttempts, Now)).ConfigureAwait(false);
        return await HandOutAsync(agent, folder, claimed, burials, []).ConfigureAwait(false);
    }

    /// <summary>Reads what was claimed from its files, but for those that were just read, and puts right what turns out to be none.</summary>
    private async Task<IReadOnlyList<Claim>> HandOutAsync(string agent, AgentFolder folder, List<ClaimedRow> claimed, List<Burial> burials, IReadOnlyList<MessageFile> read)
    {
        await BuryAllAsync(burials).ConfigureAwait(false);

        List<Claim> claims = new(claimed.Count);
        var files = read.ToDictionary(static file => file.Name, MessageFile? (file) => file, StringComparer.Ordinal);
        foreach (var row in claimed)
        {
            if (!files.TryGetValue(row.FileName, out var file))
            {
                files[row.FileName] = file = _spool.TryRead(folder, Box.Inbox, row.FileName);
            }

            if (file is not null && row.Position < file.Entries.Count && file.Entries[row.Position].Message is { } message)
            {
                claims.Add(new Claim(message, new LeaseKey(agent, row.Id, row.Token), row.Attempt));
            }
            else if (file is { IsUnreadNow: true })
            {
                // Not its fault, and perhaps not for long: back in a while, and the attempt does not count.
                Log.CannotRead(_log, folder.File(Box.Inbox, row.FileName), file.Problem!);
                await _index.WriteAsync(connection => SettleQueries.Postpone(connection, new LeaseKey(agent, row.Id, row.Token), folder.Key, ReadAgain, Now)).ConfigureAwait(false);
            }
            else
            {
                await LostFileAsync(folder, row.FileName, file).ConfigureAwait(false);
            }
        }

        return claims;
    }

    public Task<TimeSpan?> NextDueAsync(string agent, CancellationToken cancel) => _index.ReadAsync(
        connection => ClaimQueries.NextDue(connection, _spool.Folder(agent).Key, Now) is { } wait ? TimeSpan.FromMilliseconds(Math.Max(0, wait)) : (TimeSpan?)null, cancel);

    public async Task ReclaimFromDeadProcessesAsync(string agent, int maxAttempts)
    {
        var key = _spool.Folder(agent).Key;
        var owners = await _unchanged.QueryAsync(key, connection => ClaimQueries.Owners(connection, key)).ConfigureAwait(false);
        var dead = owners.FindAll(static owner => ProcessIdentity.Parse(owner)?.IsAlive() == false);
        if (dead.Count > 0)
        {
            var burials = await _index.WriteAsync(connection => ClaimQueries.ReclaimFrom(connection, key, dead, maxAttempts, Now)).ConfigureAwait(false);
            await BuryAllAsync(burials).ConfigureAwait(false);
            Wake(agent);
        }
    }

    public async Task<LeaseKey?> SeizeAsync(string agent, Guid id, string holder, TimeSpan lease)
    {
        await ScanAllAsync().ConfigureAwait(false);
        var token = await _index.WriteAsync(connection => ClaimQueries.Seize(connection, _spool.Folder(agent).Key, id, holder, lease, Now)).ConfigureAwait(false);
        return token is { } taken ? new LeaseKey(agent, id, taken) : null;
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<(LeaseKey Lease, TimeSpan Duration)> leases) => _index.WriteAsync<IReadOnlyList<bool>>(connection =>
    {
        var now = Now;
        return [.. leases.Select(held => ClaimQueries.Renew(connection, held.Lease, KeyOf(held.Lease), held.Duration, now))];
    });

    public async Task<bool> AcknowledgeAsync(LeaseKey lease)
    {
        var (settled, move) = await _index.WriteAsync(connection => SettleQueries.Acknowledge(connection, lease, KeyOf(lease), Now)).ConfigureAwait(false);
        _settler.Apply(move);
        return settled;
    }

    public Task<bool> RejectAsync(LeaseKey lease, string reason, TimeSpan delay, int maxAttempts) =>
        SettleAsync(lease, connection => SettleQueries.Reject(connection, lease, KeyOf(lease), reason, delay, maxAttempts, Now));

    public Task<bool> DeadLetterAsync(LeaseKey lease, string reason) =>
        SettleAsync(lease, connection => SettleQueries.DeadLetter(connection, lease, KeyOf(lease), reason, Now));

    public async Task<bool> ReleaseAsync(LeaseKey lease)
    {
        var released = await _index.WriteAsync(connection => SettleQueries.Release(connection, lease, KeyOf(lease), Now)).ConfigureAwait(false);
        Wake(lease.Agent);
        return released;
    }

    private async Task<bool> SettleAsync(LeaseKey lease, Func<IndexConnection, (bool Settled, Burial? Burial)> settle)
    {
        var (settled, burial) = await _index.WriteAsync(settle).ConfigureAwait(false);
        if (burial is not null)
        {
            await BuryAsync(burial).ConfigureAwait(false);
        }

        Wake(lease.Agent);
        return settled;
    }

    private async Task BuryAsync(Burial burial)
    {
        await _indexer.FinishAsync(burial).ConfigureAwait(false);
        Buried(burial);
    }

    /// <summary>Burials beside other work.</summary>
    private async Task BuryAllAsync(List<Burial> burials)
    {
        foreach (var burial in burials)
        {
            if (await _indexer.TryFinishAsync(burial).ConfigureAwait(false))
            {
                Buried(burial);
            }
        }
    }

    private void Buried(Burial burial)
    {
        Log.DeadLettered(_log, burial.Id, burial.Note.Reason);
        MailboxMetrics.DeadLettered.Add(1);
    }

    private void Wake(string agent)
    {
        if (_monitors.TryGetValue(_spool.Folder(agent).Key, out var monitor))
        {
            monitor.Wake();
        }
    }

    private string KeyOf(LeaseKey lease) => _spool.Folder(lease.Agent).Key;

    /// <summary>The index knows a message whose file is not in the inbox: somebody deleted or damaged it, and the file is the truth.</summary>
    private async Task LostFileAsync(AgentFolder folder, string name, MessageFile? file)
    {
        if (file is null)
        {
            await _index.WriteAsync(connection => HouseQueries.Forget(connection, folder.Key, Box.Inbox, name)).ConfigureAwait(false);
            Log.FileVanished(_log, folder.File(Box.Inbox, name));
            return;
        }

        var problem = file.Problem ?? "it no longer holds the message that the index found in it.";
        Storing("Quarantining a message", () => _quarantine.TakeFile(folder, name, problem));
        await _index.WriteAsync(connection => HouseQueries.Forget(connection, folder.Key, Box.Inbox, name)).ConfigureAwait(false);
        Log.Quarantined(_log, folder.File(Box.Inbox, name), problem);
    }
}
