using System.Collections.Concurrent;
using Mailbox.Files;
using Mailbox.Files.Documents;
using Mailbox.Files.Locks;
using Mailbox.Store.Logs;
using Mailbox.Teams;

namespace Mailbox.Topics;

/// <summary>What was published, in order, and who has subscribed to what. One per process and team.</summary>
internal sealed class TopicStore(Disk disk, string storeFolder, int maxJsonDepth)
{
    private readonly DocumentFile<SubscriptionDocument> _subscriptions = new(disk, static () => TopicJson.Documents.SubscriptionDocument, "subscription", static document => document with { Patterns = [.. document.Patterns.Where(static pattern => pattern is not null)] });
    private readonly ConcurrentDictionary<string, ProcessLock> _locks = new(StringComparer.Ordinal);

    public SequenceLog Published { get; } = new(disk, Path.Combine(storeFolder, "topics", "published"), maxJsonDepth);

    private string Folder => Path.Combine(storeFolder, "topics", "subscriptions");

    /// <summary>Null when the agent has never subscribed.</summary>
    public SubscriptionDocument? Find(string agent) => _subscriptions.TryRead(PathOf(agent)) is { } found && found.Agent == agent ? found : null;

    /// <summary>Every agent's subscriptions; those that cannot be read are left out.</summary>
    public IReadOnlyList<SubscriptionDocument> All() => [.. disk.FileNames(Folder, "*.json").Select(TryRead).OfType<SubscriptionDocument>()];

    /// <summary>The subscriptions of all agents, by agent and pattern.</summary>
    public IReadOnlyList<Subscription> Subscriptions() => [.. All().SelectMany(static document => document.Patterns.Select(pattern => new Subscription(document.Agent, pattern.Pattern, pattern.At)))
        .OrderBy(static one => one.Agent, StringComparer.Ordinal).ThenBy(static one => one.Pattern, StringComparer.Ordinal)];

    /// <summary>What was published to matching topics and is still kept: the last ones, in order.</summary>
    public IReadOnlyList<Publication> History(string pattern, int limit, CancellationToken cancel)
    {
        List<Publication> found = [];
        var first = Published.First();
        for (var number = Published.Head(); number >= first && found.Count < limit; number--)
        {
            cancel.ThrowIfCancellationRequested();
            if (Published.TryRead(number) is { } message && message.Headers.GetValueOrDefault(TopicHeaders.Topic) is { } topic && TopicPattern.Matches(pattern, topic))
            {
                found.Add(new Publication(number, topic, message));
            }
        }

        found.Reverse();
        return found;
    }

    /// <summary>Removes what has been kept long enough; answers how many.</summary>
    public int Retire(RetentionOptions keep, DateTimeOffset now, bool dryRun, CancellationToken cancel) => keep.MaxPublicationAge == Timeout.InfiniteTimeSpan
        ? 0
        : Published.Retire(int.MaxValue, now - keep.MaxPublicationAge, dryRun, cancel);

    /// <summary>Takes the right to serve and to change an agent's subscriptions.</summary>
    public ValueTask<IDisposable> LockAsync(string agent, CancellationToken cancel)
    {
        Storage.Guard("Subscribing", Folder, () => disk.EnsureDirectory(Folder));
        return _locks.GetOrAdd(PathOf(agent), path => new ProcessLock(disk, path + ".lock")).AcquireAsync(cancel);
    }

    /// <summary>
    /// A power cut took publications that were not flushed, or somebody emptied their folder, and the agent's subscriptions know more than there is: the numbers are given
    /// out again. What was published after the subscriptions were last written is yet to be served.
    /// </summary>
    public SubscriptionDocument RollBack(SubscriptionDocument document, long head)
    {
        var written = disk.Identify(PathOf(document.Agent))?.ModifiedAt ?? DateTimeOffset.MinValue;
        var through = head;
        while (through > 0 && Published.TryRead(through)?.Timestamp > written)
        {
            through--;
        }

        return document with { Patterns = [.. document.Patterns.Select(pattern => pattern with { After = Math.Min(pattern.After, through), Through = Math.Min(pattern.Through, through) })] };
    }

    /// <summary>Call it under the lock.</summary>
    public void Write(SubscriptionDocument document, bool sync) => _subscriptions.Write(PathOf(document.Agent), document, sync);

    private SubscriptionDocument? TryRead(string file)
    {
        try
        {
            return _subscriptions.TryRead(Path.Combine(Folder, file));
        }
        catch (DamagedFileException)
        {
            return null; // Its agent is told when it looks; who lists the others need not be kept from them.
        }
    }

    private string PathOf(string agent) => Path.Combine(Folder, TeamNames.AgentFile(agent) + ".json");
}
