namespace Mailbox.Store;

/// <summary>
/// What delivery needs of a store: publish, claim, settle, search, watch. Files with SQLite implement it now; whatever implements it later
/// passes the same suite (tests/Mailbox.Contracts). Agents are given by name.
/// </summary>
internal interface IMessageStore : IAsyncDisposable
{
    /// <summary>Makes an agent's mailbox, if it is not there, and watches it from now on.</summary>
    /// <exception cref="NameTakenException">An agent of another name has its folder.</exception>
    ValueTask OpenMailboxAsync(string agent, CancellationToken cancel);

    /// <summary>Ceases to watch it, once for each time that it was opened.</summary>
    ValueTask CloseMailboxAsync(string agent);

    /// <summary>Makes an agent's mailbox for others to send to.</summary>
    void MakeMailbox(string agent);

    bool HasMailbox(string agent);

    /// <summary>The agents that have a mailbox, by name.</summary>
    IReadOnlyList<string> ListMailboxes();

    /// <summary>Accepts messages for one agent, all or none. On return they are in its mailbox; with <paramref name="sync"/>, also after a power cut.</summary>
    Task PublishAsync(string agent, IReadOnlyList<byte[]> entries, bool sync);

    /// <summary>Prepares a copy of messages that are about to go to a foreign inbox. It becomes visible with <see cref="IStagedMail.CommitAsync"/>.</summary>
    IStagedMail StageSent(string sender, IReadOnlyList<byte[]> entries, bool sync);

    /// <summary>Makes durable what was found in a foreign inbox, before it is removed there. It becomes mail with <see cref="IStagedMail.CommitAsync"/>.</summary>
    /// <param name="agent">Whose inbox it was.</param>
    /// <param name="entries">The entries to keep, in their order.</param>
    /// <param name="origin">Tells the state of the inbox they were read from.</param>
    IStagedMail StageDrained(string agent, IReadOnlyList<byte[]> entries, string origin);

    /// <summary>What an earlier process had staged and did not live to commit: with the origin it gave.</summary>
    IReadOnlyList<(string Origin, IStagedMail Mail)> FindStaged(string agent);

    /// <summary>Takes the right to drain an agent's foreign inbox; null while another process has it.</summary>
    IDisposable? TryBeginDrain(string agent);

    /// <summary>Keeps the bytes of something that is no message, with a dead letter that says why.</summary>
    void QuarantineEntry(string agent, ReadOnlyMemory<byte> raw, string sender, string problem);

    /// <summary>As <see cref="QuarantineEntry"/>, for an inbox of Agent Teams that is too large to be read: the file itself is kept.</summary>
    void QuarantineInbox(string agent, string path, string problem);

    /// <summary>Which of these ids an agent's mailbox knows.</summary>
    Task<IReadOnlySet<Guid>> KnownIdsAsync(string agent, IReadOnlyCollection<Guid> ids, CancellationToken cancel);

    /// <summary>Claims up to <paramref name="max"/> messages, the most urgent first, then the oldest.</summary>
    Task<IReadOnlyList<Claim>> ClaimAsync(string agent, int max, TimeSpan lease, int maxAttempts, CancellationToken cancel);

    /// <summary>As <see cref="ClaimAsync"/>; while there is nothing it waits for what comes next, or comes due. It may be empty all the same: then ask again.</summary>
    Task<IReadOnlyList<Claim>> ReceiveAsync(string agent, int max, TimeSpan lease, int maxAttempts, CancellationToken cancel);

    /// <summary>As <see cref="ClaimAsync"/>, for a holder that is no process: the lease lasts for its time whether or not the process that took it goes on.</summary>
    Task<IReadOnlyList<Claim>> ClaimDetachedAsync(string agent, int max, TimeSpan lease, int maxAttempts, string holder, CancellationToken cancel);

    /// <summary>Up to <paramref name="max"/> messages that could be claimed now, in the order in which they would be, and how many there are in all.</summary>
    Task<(IReadOnlyList<StoredMessage> First, int Count)> PeekAsync(string agent, int max, CancellationToken cancel);

    /// <summary>In how long a claim would find something although nothing arrives; null when never.</summary>
    Task<TimeSpan?> NextDueAsync(string agent, CancellationToken cancel);

    /// <summary>Ends the leases of processes that are gone.</summary>
    Task ReclaimFromDeadProcessesAsync(string agent, int maxAttempts);

    /// <summary>Claims one open message, whoever has it: its worker's claim is lost. Null when it is not open.</summary>
    Task<LeaseKey?> SeizeAsync(string agent, Guid id, string holder, TimeSpan lease);

    /// <summary>Extends leases; false where one is lost.</summary>
    Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<(LeaseKey Lease, TimeSpan Duration)> leases);

    /// <summary>Settles a message as done. False when the lease is lost; so for the three below.</summary>
    Task<bool> AcknowledgeAsync(LeaseKey lease);

    Task<bool> RejectAsync(LeaseKey lease, string reason, TimeSpan delay, int maxAttempts);

    Task<bool> DeadLetterAsync(LeaseKey lease, string reason);

    Task<bool> ReleaseAsync(LeaseKey lease);

    /// <summary>Puts a dead letter back into the inbox.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter, or it was never a message.</exception>
    Task SendAgainAsync(string agent, Guid id, CancellationToken cancel);

    /// <summary>Deletes a dead letter.</summary>
    Task PurgeAsync(string agent, Guid id, CancellationToken cancel);

    /// <summary>Settles and answers the reply to a request; null while there is none.</summary>
    Task<Message?> TakeReplyAsync(string agent, string correlation);

    /// <summary>The correlation ids of the replies that wait for their asker.</summary>
    Task<IReadOnlyList<string>> WaitingRepliesAsync(string agent);

    /// <summary>The reply to a request in whatever state, late ones included; null when there is none.</summary>
    Task<StoredMessage?> FindReplyAsync(string agent, string correlation, CancellationToken cancel);

    /// <summary>From now on a reply to this request is late.</summary>
    Task CloseRequestAsync(string correlation);

    /// <summary>Settles the replies that nobody waits for any more.</summary>
    Task SweepLateRepliesAsync(string agent);

    Task<IReadOnlyList<StoredMessage>> OpenRequestsAsync(string agent, CancellationToken cancel);

    Task<IReadOnlyList<StoredMessage>> SearchAsync(MessageQuery query, CancellationToken cancel);

    /// <summary>What several searches find, none of them for words, for the price of one look at the folders.</summary>
    Task<IReadOnlyList<StoredMessage>> SearchAsync(IReadOnlyList<MessageQuery> queries, CancellationToken cancel);

    /// <summary>How many messages match, limit and offset aside.</summary>
    Task<int> CountAsync(MessageQuery query, CancellationToken cancel);

    /// <summary>Tells what comes and changes from its first look on.</summary>
    ChangeWatch WatchChanges();

    Task<IReadOnlyList<StoredMessage>> GetAsync(Guid id, CancellationToken cancel);

    /// <summary>Why earlier attempts at a message failed, and since when and how much longer somebody has it now.</summary>
    Task<(IReadOnlyList<FailedAttempt> Failures, DateTimeOffset? ClaimedAt, TimeSpan? LeaseLeft)> TraceAsync(string agent, Guid id, CancellationToken cancel);

    /// <summary>The bytes of the file that a message was found in.</summary>
    ReadOnlyMemory<byte> ReadFile(string path);

    /// <summary>How many messages wait or are leased, by agent; agents without any are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> LoadAsync(CancellationToken cancel);

    Task<MailboxStatistics> StatisticsAsync(CancellationToken cancel);

    Task<CleanReport> CleanAsync(RetentionOptions retention, bool dryRun, IProgress<WorkProgress>? progress, CancellationToken cancel);

    Task<int> RebuildIndexAsync(IProgress<WorkProgress>? progress, CancellationToken cancel);

    Task<VerificationReport> VerifyAsync(IProgress<WorkProgress>? progress, CancellationToken cancel);

    /// <summary>Completes when something has come for an agent of this process. Take it before looking.</summary>
    Task Arrival(string agent);

    /// <summary>Gives new replies to who waits for them in this process, until the answer is disposed.</summary>
    IDisposable OnReplies(string agent, IReplyTaker taker);

    /// <summary>Looks for what no hint told of; called every so often.</summary>
    Task RescanAsync();
}
