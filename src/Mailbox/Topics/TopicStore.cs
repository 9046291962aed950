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
    private readonly DocumentFile<SubscriptionDocument> _subscriptions = new(disk, TopicJson.Documents.SubscriptionDocument, "subscription", static document => document with { Patterns = [.. document.Patterns.Where(static pattern => pattern is not null)] });
    private readonly ConcurrentDictionary<string, ProcessLock> _locks = new(StringComparer.Ordinal);

    public SequenceLog Published { get; } = new(disk, Path.Combine(storeFolder, "topics", "published"), maxJsonDepth);

    private string Folder => Path.Combine(storeFolder, "topics", "subscriptions");

    /// <summary>Null when the agent has never subscribed.</summary>
    public SubscriptionDocument? Find(string agent) => _subscriptions.TryRead(PathOf(agent)) is { } found && found.Agent == agent ? found : null;

    /// <summary>Every agent's subscriptions; those that cannot be read are left out.</summary>
    public IReadOnlyList<SubscriptionDocument> All() => [.. disk.FileNames(Folder, "*.json").Select(TryRead).OfType<SubscriptionDocument>()];

    /// <summary>Takes the right to serve and to change an agent's subscriptions.</summary>
    public ValueTask<IDisposable> LockAsync(string agent, CancellationToken cancel)
    {
        disk.EnsureDirectory(Folder);
        return _locks.GetOrAdd(PathOf(agent), path => new ProcessLock(disk, path + ".lock")).AcquireAsync(cancel);
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
