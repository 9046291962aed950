using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Topics.</summary>
[McpServerToolType]
internal sealed class TopicTools(McpAgent agent)
{
    [McpServerTool(Name = "topic_publish", Title = "Publish", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Publishes to a topic, such as build.failed; whoever has subscribed gets it as a message. Give text, or payload_type and payload.")]
    public async Task<PostItem> PublishAsync(
        [Description("Words joined by dots.")] string topic,
        [Description("Plain text.")] string? text = null,
        [Description("The type name of a payload (describe_payload).")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var message = await OutgoingPayload.ComposeAsync(mailbox, text, payload_type, payload, to: null, cancel).ConfigureAwait(false);
        var published = await mailbox.Topics.PublishAsync(topic, message, cancel).ConfigureAwait(false);
        return PostItem.Of(published.Number, published.Message);
    }

    [McpServerTool(Name = "topic_subscribe", Title = "Subscribe", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Subscribes you to topics, for good: what is published to them comes as messages, also what you missed while you were away. With end set, ends the subscription.")]
    public async Task<Done> SubscribeAsync(
        [Description("A topic; * stands for one word, ** for any number of words.")] string pattern,
        [Description("True: also what was published before and is still kept.")] bool from_beginning = false,
        [Description("True: end the subscription instead.")] bool end = false,
        CancellationToken cancel = default)
    {
        if (end)
        {
            return Done.With(await agent.Mailbox.Topics.UnsubscribeAsync(pattern, cancel).ConfigureAwait(false) ? "The subscription has ended." : "There was no such subscription.");
        }

        await agent.Mailbox.Topics.SubscribeAsync(pattern, new SubscribeOptions { FromBeginning = from_beginning }, cancel).ConfigureAwait(false);
        return Done.With($"You are subscribed to {pattern}.");
    }

    [McpServerTool(Name = "topic_history", Title = "What was published", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("What was published to topics, the last ones in order, and who has subscribed to what.")]
    public async Task<TopicHistory> HistoryAsync(
        [Description("Which topics; * stands for one word, ** for any number of words.")] string pattern = "**",
        [Description("How many at the most, 1 to 100.")] int limit = 20,
        CancellationToken cancel = default)
    {
        var listed = (await agent.Mailbox.FindAgentsAsync(cancel: cancel).ConfigureAwait(false)).Select(static one => one.Name).ToHashSet(StringComparer.Ordinal);
        return new TopicHistory
        {
            Publications = [.. (await agent.Mailbox.Topics.HistoryAsync(pattern, Math.Clamp(limit, 1, 100), cancel).ConfigureAwait(false)).Select(static one => PostItem.Of(one.Number, one.Message))],
            Subscriptions = [.. (await agent.Mailbox.Topics.ListAsync(cancel).ConfigureAwait(false)).Where(one => listed.Contains(one.Agent)).Select(static one => $"{Mail.VisibleText.Line(one.Agent)}: {Mail.VisibleText.Line(one.Pattern)}")],
        };
    }
}
