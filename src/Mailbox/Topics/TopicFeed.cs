using Mailbox.Files;
using Mailbox.Files.Watching;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.Topics;

/// <summary>
/// Serves one agent's subscriptions: what was published since it was last served, and matches, is put into its mailbox under an id made from the
/// publication. Then it is noted how far that went; if we die in between, the same is put there again, and the mailbox drops it. Whoever is
/// away is served when it is back, as far as publications are kept. Of several processes of an agent one serves at a time, for all.
/// </summary>
internal sealed class TopicFeed(string agent, TopicStore topics, IMessageStore messages, MailboxOptions options) : IDisposable
{
    private const int BatchMessages = 256;
    private const long BatchBytes = 4 * 1024 * 1024;
    private readonly Lock _sync = new();
    private FolderWatch? _watch;
    private bool _isClosed;

    public async Task ServeAsync(CancellationToken cancel)
    {
        if (topics.Find(agent) is not { Patterns.Count: > 0 } subscribed || subscribed.IsServed(topics.Published.Head()))
        {
            return;
        }

        using var held = await topics.LockAsync(agent, cancel).ConfigureAwait(false);
        if (topics.Find(agent) is not { Patterns.Count: > 0 } current)
        {
            return;
        }

        var head = topics.Published.Head();
        if (current.Patterns.Any(pattern => pattern.Through > head))
        {
            current = topics.RollBack(current, head);
            topics.Write(current, options.Durability == Durability.Durable);
        }

        var next = Math.Max(current.Through + 1, topics.Published.First());
        while (next <= head)
        {
            List<byte[]> entries = [];
            for (var bytes = 0L; next <= head && entries.Count < BatchMessages && bytes < BatchBytes; next++)
            {
                if (topics.Published.TryRead(next) is { } published && IsWanted(current, next, published))
                {
                    entries.Add(EntryWriter.Write(published with { Id = EntryReader.DeriveId(agent, $"publication {published.Id}"), To = agent }));
                    bytes += entries[^1].Length;
                }
            }

            if (entries.Count > 0)
            {
                await messages.PublishAsync(agent, entries, options.Durability == Durability.Durable).ConfigureAwait(false);
            }

            current = current with { Patterns = [.. current.Patterns.Select(pattern => pattern with { Through = Math.Max(pattern.Through, next - 1) })] };
            topics.Write(current, options.Durability == Durability.Durable); // It is also where the subscriptions are.
        }
    }

    /// <summary>Has publications told of at once, as far as the system tells; <paramref name="serve"/> runs off the watcher's thread.</summary>
    public void Watch(Func<Task> serve)
    {
        lock (_sync)
        {
            if (_isClosed || !options.WatchFolders || _watch is { IsAlive: true } || !options.Disk.IsDirectory(topics.Published.Folder))
            {
                return;
            }

            try
            {
                _watch?.Dispose();
                _watch = FolderWatcher.Current.Watch(topics.Published.Folder, name => { _ = Task.Run(serve); });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It vanished, or there are no more watches: the pulse serves by itself.
            }
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _isClosed = true;
            _watch?.Dispose();
        }
    }

    private bool IsWanted(SubscriptionDocument subscribed, long number, Message message) =>
        message.From != agent && message.Headers.TryGetValue(TopicHeaders.Topic, out var topic)
        && subscribed.Patterns.Where(pattern => number > pattern.After && TopicPattern.Matches(pattern.Pattern, topic)).ToList() is { Count: > 0 } matching

        // What one pattern has brought already, another that began later and further back does not bring again.
        && matching.TrueForAll(pattern => number > pattern.Through);
}
