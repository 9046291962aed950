namespace Mailbox;

/// <summary>Looking, and keeping house. All of it spans the whole team, agents that do not run included.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>Finds messages. Everything that was accepted before the call began is seen.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> SearchAsync(MessageQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ThrowIfClosed();
        return await Store.SearchAsync(query, cancel).ConfigureAwait(false);
    }

    /// <summary>A conversation, oldest first; at most the first 1 000 messages of it.</summary>
    public ValueTask<IReadOnlyList<StoredMessage>> GetConversationAsync(string conversationId, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(conversationId);
        return SearchAsync(new MessageQuery { ConversationId = conversationId, OldestFirst = true, Limit = 1000 }, cancel);
    }

    /// <summary>One message with its state; null when there is none of that id.</summary>
    public async ValueTask<StoredMessage?> GetAsync(Guid messageId, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        var found = await Store.GetAsync(messageId, cancel).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>How many messages are in which state, by agent.</summary>
    public async ValueTask<MailboxStatistics> StatisticsAsync(CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return await Store.StatisticsAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>This agent's dead letters, newest first, expired messages and quarantined entries included.</summary>
    public ValueTask<IReadOnlyList<StoredMessage>> DeadLettersAsync(int limit = 100, CancellationToken cancel = default) =>
        SearchAsync(new MessageQuery { To = Name, States = [MessageState.Dead, MessageState.Expired], Limit = limit }, cancel);

    /// <summary>Puts a dead letter of this agent back into its inbox: attempts start over, and its time to live counts no more.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter, or it was never a message.</exception>
    public async ValueTask SendAgainAsync(Guid messageId, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        await Store.SendAgainAsync(Name, messageId, cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes a dead letter of this agent for good.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter.</exception>
    public async ValueTask PurgeAsync(Guid messageId, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        await Store.PurgeAsync(Name, messageId, cancel).ConfigureAwait(false);
    }

    /// <summary>Removes settled messages that are past their retention, and leftovers of processes that died. Happens by itself every <see cref="RetentionOptions.Interval"/>.</summary>
    /// <param name="retention">What to keep; default as joined.</param>
    /// <param name="dryRun">True: only count.</param>
    /// <param name="cancel">Stops between two files.</param>
    public async ValueTask<CleanReport> CleanAsync(RetentionOptions? retention = null, bool dryRun = false, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return await _house.CleanAsync(retention ?? Options.Retention, dryRun, progress: null, cancel).ConfigureAwait(false);
    }

    /// <summary>Makes the index anew from the files, in one transaction. Leases and attempts of a healthy index carry over. Answers the number of messages.</summary>
    public async ValueTask<int> RebuildIndexAsync(CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return await Store.RebuildIndexAsync(progress: null, cancel).ConfigureAwait(false);
    }

    /// <summary>Compares the index with one made from the files just now.</summary>
    public async ValueTask<VerificationReport> VerifyAsync(CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return await Store.VerifyAsync(progress: null, cancel).ConfigureAwait(false);
    }
}
