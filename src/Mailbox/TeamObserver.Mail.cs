using System.Runtime.CompilerServices;

namespace Mailbox;

/// <summary>Looking at mail.</summary>
public sealed partial class TeamObserver
{
    /// <summary>Finds messages. Everything that was accepted before the call began is seen.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> SearchAsync(MessageQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await Store.SearchAsync(query, cancel).ConfigureAwait(false);
    }

    /// <summary>How many messages a search would find if it had no limit.</summary>
    public async ValueTask<int> CountAsync(MessageQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await Store.CountAsync(query, cancel).ConfigureAwait(false);
    }

    /// <summary>A message with its state, in every mailbox that has one of that id; empty when none has.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> GetAsync(Guid messageId, CancellationToken cancel = default)
    {
        var found = await Store.GetAsync(messageId, cancel).ConfigureAwait(false);
        return found.Count > 0 ? found : [.. (await _claude.ListAsync(cancel).ConfigureAwait(false)).Where(one => one.Message.Id == messageId)];
    }

    /// <summary>What leads and teammates of Claude Code have written to each other, as far as it still lies in their inboxes, oldest first: newer clients take out what they have read.</summary>
    public ValueTask<IReadOnlyList<StoredMessage>> ListClaudeMailAsync(CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return _claude.ListAsync(cancel);
    }

    /// <summary>What has happened to a message so far.</summary>
    public async ValueTask<MessageTrace> TraceAsync(StoredMessage message, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (failures, claimedAt, left) = await Store.TraceAsync(message.Message.To, message.Message.Id, cancel).ConfigureAwait(false);

        // Of a dead letter the file tells; the index forgets what it says when it is made anew.
        return new MessageTrace(message, message.Message.DeadLetter?.Attempts is { Count: > 0 } written ? written : failures, claimedAt, left);
    }

    /// <summary>The bytes of the file that a message was found in, other messages of the same file included.</summary>
    /// <exception cref="FileNotFoundException">The file has moved on since: find the message anew.</exception>
    public ReadOnlyMemory<byte> ReadFile(StoredMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Store.ReadFile(message.Path);
    }

    /// <summary>How many messages are in which state, by agent.</summary>
    public async ValueTask<MailboxStatistics> StatisticsAsync(CancellationToken cancel = default) => await Store.StatisticsAsync(cancel).ConfigureAwait(false);

    /// <summary>
    /// Messages as they come and change, from now until <paramref name="cancel"/>: each once for every state it was seen in, looked for every <see cref="MailboxOptions.RescanInterval"/>.
    /// Mail among leads and teammates of Claude Code is shown as far as it lies in their inboxes at the time.
    /// </summary>
    public async IAsyncEnumerable<StoredMessage> WatchAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var timer = new PeriodicTimer(_options.RescanInterval, _options.TimeProvider);
        var changes = Store.WatchChanges();
        var began = _options.TimeProvider.GetUtcNow();
        foreach (var change in (await changes.NextAsync(cancel).ConfigureAwait(false)).Where(change => change.ChangedAt >= began))
        {
            yield return change; // It came while we began to look.
        }

        var seen = Lying(await _claude.ListAsync(cancel).ConfigureAwait(false));
        while (await timer.TickAsync(cancel).ConfigureAwait(false))
        {
            foreach (var change in await changes.NextAsync(cancel).ConfigureAwait(false))
            {
                yield return change;
            }

            var claude = await _claude.ListAsync(cancel).ConfigureAwait(false);
            foreach (var fresh in claude.Where(one => !seen.Contains((one.Message.Id, one.State))))
            {
                yield return fresh;
            }

            seen = Lying(claude);
        }

        static HashSet<(Guid, MessageState)> Lying(IReadOnlyList<StoredMessage> mail) => [.. mail.Select(static one => (one.Message.Id, one.State))];
    }
}
