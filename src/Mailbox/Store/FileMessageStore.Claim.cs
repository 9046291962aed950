using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Processes;
using Mailbox.Store.Fresh;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Polly;
using Polly.Retry;

namespace Mailbox.Store;

/// <summary>How mail is handed out and settled.</summary>
internal sealed partial class FileMessageStore
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(1);

    /// <summary>While another process is the only consumer: it gives way with its next transaction, or its time is over (<see cref="ConsumerQueries"/>).</summary>
    private static readonly ResiliencePipeline AfterOthers = new ResiliencePipelineBuilder { Name = "mailbox consumed by another process" }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: null }),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(5),
        })
        .Build();

    public Task<IReadOnlyList<Claim>> ClaimAsync(string agent, int max, TimeSpan lease, int maxAttempts, CancellationToken cancel) => ClaimDetachedAsync(agent, max, lease, maxAttempts, _owner, cancel);

    public async Task<IReadOnlyList<Claim>> ClaimDetachedAsync(string agent, int max, TimeSpan lease, int maxAttempts, string holder, CancellationToken cancel)
    {
        var isBehind = IsBehind(agent); // Before looking: what is brought in meanwhile may come too late for that.
        var claims = await ClaimAtHandAsync(agent, max, lease, maxAttempts, holder, cancel).ConfigureAwait(false);
        if (claims.Count > 0 || !(isBehind || Fresh(agent).HasLine))
        {
            return claims;
        }

        // Nothing was at hand, and yet something has come: it is to be read.
        await LookThroughAsync(agent).ConfigureAwait(false);
        return await ClaimAtHandAsync(agent, max, lease, maxAttempts, holder, cancel).ConfigureAwait(false);
    }

    private bool IsBehind(string agent) => _monitors.TryGetValue(_spool.Folder(agent).Key, out var monitor) && monitor.IsBehind;

    /// <summary>Claims what is in memory or in the index; not what was heard of and is yet to be read.</summary>
    private async Task<IReadOnlyList<Claim>> ClaimAtHandAsync(string agent, int max, TimeSpan lease, int maxAttempts, string holder, CancellationToken cancel)
    {
        var folder = _spool.Folder(agent);
        var fresh = Fresh(agent);
        if (!await _index.ReadAsync(connection => ClaimQueries.IsAnythingDue(connection, folder.Key, Now), cancel).ConfigureAwait(false))
        {
            var claims = holder == _owner ? fresh.Claim(max, lease) : [];
            if (claims.Count > 0 || !fresh.HasWaiting)
            {
                return claims;
            }
        }

        return await AfterOthers.ExecuteAsync(
            async cancel => await ClaimFromIndexAsync(agent, folder, fresh, max, lease, maxAttempts, holder).ConfigureAwait(false), cancel).ConfigureAwait(false) ?? [];
    }

    /// <summary>Null while another process is the only one that may claim.</summary>
    private async Task<IReadOnlyList<Claim>?> ClaimFromIndexAsync(string agent, AgentFolder folder, FreshMail fresh, int max, TimeSpan lease, int maxAttempts, string holder)
    {
        ClaimResult result;
        using (await fresh.EnterAsync().ConfigureAwait(false))
        {
            await fresh.WriteAsync().ConfigureAwait(false);
            result = await _index.WriteAsync(connection => ClaimQueries.Claim(connection, folder.Key, fresh.Consumer, max, holder, lease, maxAttempts, Now)).ConfigureAwait(false);
            fresh.Enter(result, max);
        }

        if (result.InTheWay is not { } other)
        {
            return await HandOutAsync(agent, folder, result, []).ConfigureAwait(false);
        }

        await MakeWayAsync(agent, fresh, other, maxAttempts).ConfigureAwait(false);
        return null;
    }

    /// <summary>Replaces another consumer that is gone, or frozen; one that goes on gives way by itself.</summary>
    private async Task MakeWayAsync(string agent, FreshMail fresh, ConsumerRow other, int maxAttempts)
    {
        if (other.IsGone || !other.IsAlone(ConsumerQueries.Clock))
        {
            await LookThroughAsync(agent).ConfigureAwait(false); // What it had handed out is there, and perhaps in no index yet.
            await fresh.ReplaceAsync(other, maxAttempts, BuryAllAsync).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what was claimed from its files, but for those that were just read. Once that fails what is left of the claim is given back.</summary>
    private async Task<IReadOnlyList<Claim>> HandOutAsync(string agent, AgentFolder folder, ClaimResult result, IReadOnlyList<MessageFile> read)
    {
        await BuryAllAsync(result.Burials).ConfigureAwait(false);
        List<Claim> claims = new(result.Claimed.Count);
        try
        {
            await ReadClaimedAsync(agent, folder, result, read, claims).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailboxException or IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(_log, e);
            var left = result.Claimed.Select(row => new LeaseKey(agent, row.Id, row.Token)).Except(claims.Select(static claim => claim.Lease)).ToList();
            await TryPostponeAsync(folder, left).ConfigureAwait(false);
        }

        return claims;
    }

    /// <summary>Back in a while, and the attempt does not count.</summary>
    private async Task TryPostponeAsync(AgentFolder folder, List<LeaseKey> leases)
    {
        try
        {
            _ = await _index.WriteAsync(connection => leases.Count(lease => SettleQueries.Postpone(connection, lease, folder.Key, ReadAgain, Now))).ConfigureAwait(false);
        }
        catch (MailboxException e)
        {
            Log.BackgroundFailed(_log, e); // The leases run out.
        }
    }

    /// <summary>Makes claims of rows, and puts right what turns out to be none.</summary>
    private async Task ReadClaimedAsync(string agent, AgentFolder folder, ClaimResult result, IReadOnlyList<MessageFile> read, List<Claim> claims)
    {
        var files = read.ToDictionary(static file => file.Name, MessageFile? (file) => file, StringComparer.Ordinal);
        (FileIdentity Identity, MessageFile File)? last = null;
        foreach (var row in result.Claimed)
        {
            if (!files.TryGetValue(row.FileName, out var file))
            {
                last = _lastRead.TryRead(folder, row.FileName);
                files[row.FileName] = file = last?.File;
            }

            if (file is not null && row.Position < file.Entries.Count && file.Entries[row.Position].Message is { } message)
            {
                claims.Add(new Claim(message, new LeaseKey(agent, row.Id, row.Token), row.Attempt, result.LeaseUntil));
            }
            else if (file is { IsUnreadNow: true })
            {
                Log.CannotRead(_log, folder.File(Box.Inbox, row.FileName), file.Problem!); // Not its fault, and perhaps not for long.
                await TryPostponeAsync(folder, [new LeaseKey(agent, row.Id, row.Token)]).ConfigureAwait(false);
            }
            else
            {
                await LostFileAsync(folder, row.FileName, file).ConfigureAwait(false);
            }
        }

        if (last is { } kept)
        {
            _lastRead.Keep(folder, kept);
        }
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
        var fresh = Fresh(agent);
        var taken = await AfterOthers.ExecuteAsync(async _ => await TrySeizeAsync(agent, fresh, id, holder, lease).ConfigureAwait(false)).ConfigureAwait(false);
        return taken is [var token] ? new LeaseKey(agent, id, token) : null;
    }

    /// <summary>The token, or none; null while another process is the only consumer, which may have the message in memory and hand it out.</summary>
    private async Task<IReadOnlyList<long>?> TrySeizeAsync(string agent, FreshMail fresh, Guid id, string holder, TimeSpan lease)
    {
        var key = _spool.Folder(agent).Key;
        ConsumerRow? inTheWay;
        long? token;
        using (await fresh.EnterAsync().ConfigureAwait(false))
        {
            await fresh.WriteAsync().ConfigureAwait(false);
            (inTheWay, token) = await _index.WriteAsync(connection => ConsumerQueries.InTheWay(connection, key, fresh.Consumer) is { } other
                ? (other, (long?)null)
                : (null, ClaimQueries.Seize(connection, key, id, holder, lease, Now))).ConfigureAwait(false);
        }

        if (inTheWay is { } consumer)
        {
            await MakeWayAsync(agent, fresh, consumer, _options.MaxAttempts).ConfigureAwait(false);
            return null;
        }

        return token is { } taken ? [taken] : [];
    }

    public async Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<(LeaseKey Lease, TimeSpan Duration)> leases)
    {
        foreach (var (lease, _) in leases)
        {
            await WriteFreshAsync(lease).ConfigureAwait(false);
        }

        return await _index.WriteAsync<IReadOnlyList<bool>>(connection =>
        {
            var now = Now;
            return [.. leases.Select(held => ClaimQueries.Renew(connection, held.Lease, KeyOf(held.Lease), held.Duration, now))];
        }).ConfigureAwait(false);
    }

    public Task<bool> AcknowledgeAsync(LeaseKey lease) =>
        Fresh(lease.Agent).TryAcknowledge(lease) is { } acknowledged ? acknowledged.AsTask() : AcknowledgeInIndexAsync(lease);

    public Task<bool> RejectAsync(LeaseKey lease, string reason, TimeSpan delay, int maxAttempts) =>
        SettleAsync(lease, connection => SettleQueries.Reject(connection, lease, KeyOf(lease), reason, delay, maxAttempts, Now));

    public Task<bool> DeadLetterAsync(LeaseKey lease, string reason) =>
        SettleAsync(lease, connection => SettleQueries.DeadLetter(connection, lease, KeyOf(lease), reason, Now));

    public async Task<bool> ReleaseAsync(LeaseKey lease)
    {
        var released = await SettleAsync(lease, connection => (SettleQueries.Release(connection, lease, KeyOf(lease), Now), null)).ConfigureAwait(false);
        Fresh(lease.Agent).Forget(lease.Id); // Its attempt does not count, and must not be counted by who comes after us.
        return released;
    }

    private async Task<bool> AcknowledgeInIndexAsync(LeaseKey lease)
    {
        var (settled, move) = await _index.WriteAsync(connection => SettleQueries.Acknowledge(connection, lease, KeyOf(lease), Now)).ConfigureAwait(false);
        _settler.Apply(move);
        return settled;
    }

    private async Task<bool> SettleAsync(LeaseKey lease, Func<IndexConnection, (bool Settled, Burial? Burial)> settle)
    {
        await WriteFreshAsync(lease).ConfigureAwait(false);
        var (settled, burial) = await _index.WriteAsync(settle).ConfigureAwait(false);
        if (burial is not null)
        {
            await BuryAsync(burial).ConfigureAwait(false);
        }

        Wake(lease.Agent);
        return settled;
    }

    /// <summary>Has the index know of a message that was handed out before it did.</summary>
    private Task WriteFreshAsync(LeaseKey lease) => Fresh(lease.Agent).WriteAsync(lease.Id);

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
