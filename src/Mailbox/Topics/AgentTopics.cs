using Mailbox.Delivery;
using Mailbox.Teams;
using Mailbox.Topics;

namespace Mailbox;

/// <summary>
/// Publishing to topics, and subscribing to them. A publication is written once; each subscriber gets a copy in its mailbox, handled by its
/// <see cref="HandlesAttribute"/> methods like any other message. Subscriptions last until they are ended, whether the agent runs or not.
/// </summary>
public sealed class AgentTopics
{
    private readonly string _agent;
    private readonly TopicStore _topics;
    private readonly TopicFeed _feed;
    private readonly Outbox _outbox;
    private readonly MailboxOptions _options;

    internal AgentTopics(string agent, TopicStore topics, TopicFeed feed, Outbox outbox, MailboxOptions options) =>
        (_agent, _topics, _feed, _outbox, _options) = (agent, topics, feed, outbox, options);

    /// <summary>Publishes a message. On return it is on disk, and every subscriber gets it: at once if it runs, else when it is back, within <see cref="RetentionOptions.MaxPublicationAge"/>.</summary>
    /// <param name="topic">Words of A-Z, a-z, 0-9, <c>-</c> and <c>_</c> joined by dots, such as <c>build.failed</c>.</param>
    /// <param name="message">What to publish.</param>
    /// <param name="cancel">Stops before anything is written.</param>
    /// <exception cref="ArgumentException"><paramref name="topic"/> is none.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="MailboxOptions.MaxMessageBytes"/>.</exception>
    public async ValueTask<Publication> PublishAsync(string topic, OutgoingMessage message, CancellationToken cancel = default)
    {
        TopicPattern.ValidateTopic(topic);
        ArgumentNullException.ThrowIfNull(message);
        var draft = _outbox.Draft([message], topic, made => made with { Headers = new Dictionary<string, string>(made.Headers, StringComparer.Ordinal) { [TopicHeaders.Topic] = topic } })[0];
        var number = await _topics.Published.AppendAsync(_ => draft.Entry, _options.Durability == Durability.Durable, cancel).ConfigureAwait(false);
        return new Publication(number, topic, draft.Message);
    }

    /// <summary>Publishes plain text.</summary>
    public ValueTask<Publication> PublishAsync(string topic, string text, CancellationToken cancel = default) => PublishAsync(topic, OutgoingMessage.FromText(text), cancel);

    /// <summary>Publishes a payload.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    public ValueTask<Publication> PublishAsync<T>(string topic, T payload, CancellationToken cancel = default)
        where T : notnull =>
        PublishAsync(topic, OutgoingMessage.Of(payload), cancel);

    /// <summary>Subscribes this agent, for good. Its processes share the subscription: each publication goes to one of them. What it publishes itself does not come back to it.</summary>
    /// <param name="pattern">A topic; <c>*</c> stands for one word, <c>**</c> for any number of words.</param>
    /// <param name="options">Where to begin.</param>
    /// <param name="cancel">Stops before anything is written.</param>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is none.</exception>
    public async ValueTask SubscribeAsync(string pattern, SubscribeOptions? options = null, CancellationToken cancel = default)
    {
        TopicPattern.ValidatePattern(pattern);
        var fromBeginning = (options ?? SubscribeOptions.Default).FromBeginning;
        using (await _topics.LockAsync(_agent, cancel).ConfigureAwait(false))
        {
            var head = _topics.Published.Head();
            var before = _topics.Find(_agent) ?? new SubscriptionDocument { Agent = _agent, Patterns = [] };
            if (before.Patterns.Any(one => one.Pattern == pattern))
            {
                return;
            }

            var added = new SubscribedPattern(pattern, fromBeginning ? 0 : head, _options.TimeProvider.GetUtcNow(), fromBeginning ? 0 : head);
            _topics.Write(before with { Patterns = [.. before.Patterns, added] }, sync: true);
        }

        await _feed.ServeAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Ends a subscription. What was delivered stays in the mailbox.</summary>
    /// <returns>False when there was none.</returns>
    public async ValueTask<bool> UnsubscribeAsync(string pattern, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        await _feed.ServeAsync(cancel).ConfigureAwait(false);
        using var held = await _topics.LockAsync(_agent, cancel).ConfigureAwait(false);
        if (_topics.Find(_agent) is not { } before || before.Patterns.All(one => one.Pattern != pattern))
        {
            return false;
        }

        _topics.Write(before with { Patterns = [.. before.Patterns.Where(one => one.Pattern != pattern)] }, sync: true);
        return true;
    }

    /// <summary>The subscriptions of all agents, by agent and pattern.</summary>
    public ValueTask<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_topics.Subscriptions());
    }

    /// <summary>What was published to matching topics and is still kept: the last <paramref name="limit"/>, in order.</summary>
    /// <param name="pattern">Which topics; default all.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancel">Stops between two publications.</param>
    public ValueTask<IReadOnlyList<Publication>> HistoryAsync(string pattern = "**", int limit = 100, CancellationToken cancel = default)
    {
        TopicPattern.ValidatePattern(pattern);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ValueTask.FromResult(_topics.History(pattern, limit, cancel));
    }
}
