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
    private readonly Lock _sync = new();
    private FolderWatch? _watch;
    private bool _isClosed;

    public async Task ServeAsync(CancellationToken cancel)
    {
        if (topics.Find(agent) is not { Patterns.Count: > 0 } subscribed || topics.Published.Head() <= subscribed.Through)
        {
            return;
        }

        using var held = await topics.LockAsync(agent, cancel).ConfigureAwait(false);
        if (topics.Find(agent) is not { } current)
        {
            return;
        }

        var head = topics.Published.Head();
        var next = Math.Max(current.Through + 1, topics.Published.First());
        while (next <= head)
        {
            var end = Math.Min(head, next + BatchMessages - 1);
            var entries = Enumerable.Range(0, (int)(end - next + 1)).Select(i => next + i)
                .Select(number => (Number: number, Message: topics.Published.TryRead(number)))
                .Where(published => published.Message is { } message && IsWanted(current, published.Number, message))
                .Select(published => EntryWriter.Write(published.Message! with { Id = EntryReader.DeriveId(agent, $"publication {published.Message.Id}"), To = agent })).ToList();
            if (entries.Count > 0)
            {
                await messages.PublishAsync(agent, entries, options.Durability == Durability.Durable).ConfigureAwait(false);
            }

            topics.Write(current with { Through = end }, sync: false);
            next = end + 1;
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

            _watch?.Dispose();
            _watch = FolderWatcher.Current.Watch(topics.Published.Folder, name => { _ = Task.Run(serve); });
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
        && subscribed.Patterns.Any(pattern => number > pattern.After && TopicPattern.Matches(pattern.Pattern, topic));
}
