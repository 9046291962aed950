using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mailbox.Store.Index;

namespace Mailbox.Store;

/// <summary>
/// Remembers what there was none of in the index, for as long as nobody has written to it: so the pulse of many idle mailboxes asks it once, and not each mailbox
/// several times.
/// </summary>
internal sealed class UnchangedIndex(IndexDatabase index)
{
    private readonly ConcurrentDictionary<(string What, string Agent), IndexVersion> _none = new();
    private IndexVersion? _now;

    /// <summary>Looks whether anybody has written since the last look.</summary>
    public Task LookAsync() => index.ReadAsync(connection =>
    {
        // In the read, of which there is one at a time: an older look must not come after a newer one.
        return _now = IndexVersion.Of(connection);
    }, CancellationToken.None);

    /// <summary>The rows; without asking for them when there were none, and nobody had written at the last look.</summary>
    public async Task<List<T>> QueryAsync<T>(string agent, Func<IndexConnection, List<T>> query, [CallerMemberName] string what = "")
    {
        // Taken before asking: what comes in between makes another version.
        var now = _now;
        if (now is not null && _none.TryGetValue((what, agent), out var then) && then == now)
        {
            return [];
        }

        var rows = await index.ReadAsync(query, CancellationToken.None).ConfigureAwait(false);
        if (rows.Count == 0 && now is not null)
        {
            _none[(what, agent)] = now;
        }

        return rows;
    }
}
