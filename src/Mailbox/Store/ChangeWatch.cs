using Mailbox.Store.Index;

namespace Mailbox.Store;

/// <summary>Tells what came and changed since its last look. While nobody has written to the index a look costs one small query.</summary>
internal sealed class ChangeWatch(IndexDatabase index, Func<Task> scan, Func<List<FoundRow>, List<StoredMessage?>> read, TimeProvider time)
{
    /// <summary>A change is stamped before it is committed, and perhaps by another process: so much later it is there.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);
    private readonly Dictionary<(Guid Id, string Agent), (MessageState State, int Attempt, DateTimeOffset At)> _known = [];
    private DateTimeOffset _since = time.GetUtcNow();
    private IndexVersion? _seen;

    /// <summary>What changed since the last call, in that order; of the first call, what changed just now.</summary>
    public async Task<IReadOnlyList<StoredMessage>> NextAsync(CancellationToken cancel)
    {
        await scan().ConfigureAwait(false);

        // A clock that was set back must not hide what comes next.
        var now = time.GetUtcNow();
        var since = (now < _since ? now : _since) - Overlap;
        var (rows, version) = await index.ReadAsync(connection => Look(connection, since), cancel).ConfigureAwait(false);
        var changed = rows.FindAll(row => !(_known.TryGetValue((row.Id, row.AgentKey), out var before) && before == (row.State, row.Attempt, row.ChangedAt)));
        var messages = read(changed);
        for (var i = 0; i < changed.Count; i++)
        {
            if (messages[i] is not null)
            {
                _known[(changed[i].Id, changed[i].AgentKey)] = (changed[i].State, changed[i].Attempt, changed[i].ChangedAt);
            }
        }

        Forget(rows, now);

        // A dead letter whose file is yet to be written: look again, though nobody may have committed.
        _seen = messages.Contains(null) ? null : version;
        return [.. messages.OfType<StoredMessage>()];
    }

    private (List<FoundRow> Rows, IndexVersion Seen) Look(IndexConnection connection, DateTimeOffset since)
    {
        var version = IndexVersion.Of(connection);
        return (_seen == version ? [] : SearchQueries.ChangedSince(connection, since), version);
    }

    /// <summary>What no look will find again need not be known.</summary>
    private void Forget(List<FoundRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            return;
        }

        _since = rows[^1].ChangedAt < now ? rows[^1].ChangedAt : now;
        foreach (var gone in _known.Where(one => one.Value.At < _since - Overlap).Select(static one => one.Key).ToList())
        {
            _known.Remove(gone);
        }
    }
}
