using Mailbox.Diagnostics;
using Mailbox.Store.Index;

namespace Mailbox.Store;

/// <summary>Requests and replies.</summary>
internal sealed partial class FileMessageStore
{
    public async Task<Message?> TakeReplyAsync(string agent, string correlation)
    {
        var folder = _spool.Folder(agent);
        if (await _index.WriteAsync(connection => ReplyQueries.Take(connection, folder.Key, correlation, Now)).ConfigureAwait(false) is not { } taken)
        {
            return null;
        }

        // Read before the file moves on; if we die between commit and here, the reply is found by FindReply when its request is resumed.
        var found = await FindAsync(connection => SearchQueries.Get(connection, taken.Id), CancellationToken.None).ConfigureAwait(false);
        _settler.Apply(taken.Move);
        return found.FirstOrDefault(reply => reply.Message.CorrelationId == correlation)?.Message;
    }

    public async Task<StoredMessage?> FindReplyAsync(string agent, string correlation, CancellationToken cancel)
    {
        var key = _spool.Folder(agent).Key;
        return await _index.ReadAsync(connection => ReplyQueries.FindReply(connection, key, correlation), cancel).ConfigureAwait(false) is { } id
            ? (await FindAsync(connection => SearchQueries.Get(connection, id), cancel).ConfigureAwait(false)).FirstOrDefault(reply => reply.Message.IsReply)
            : null;
    }

    public Task<IReadOnlyList<string>> WaitingRepliesAsync(string agent)
    {
        var key = _spool.Folder(agent).Key;
        return _index.ReadAsync<IReadOnlyList<string>>(connection => ReplyQueries.Waiting(connection, key), CancellationToken.None);
    }

    public Task CloseRequestAsync(string correlation) => _index.WriteAsync(connection =>
    {
        ReplyQueries.CloseRequest(connection, correlation, Now);
        return true;
    });

    public async Task SweepLateRepliesAsync(string agent)
    {
        var key = _spool.Folder(agent).Key;
        if ((await _unchanged.QueryAsync(key, connection => ReplyQueries.Waiting(connection, key)).ConfigureAwait(false)).Count == 0)
        {
            return;
        }

        foreach (var (id, move) in await _index.WriteAsync(connection => ReplyQueries.SweepLate(connection, key, Now)).ConfigureAwait(false))
        {
            _settler.Apply(move);
            Log.LateReply(_log, id);
        }
    }

    public async Task<IReadOnlyList<StoredMessage>> OpenRequestsAsync(string agent, CancellationToken cancel)
    {
        await ScanAllAsync().ConfigureAwait(false);
        return await FindAsync(connection => SearchQueries.OpenRequests(connection, agent, Now), cancel).ConfigureAwait(false);
    }
}
