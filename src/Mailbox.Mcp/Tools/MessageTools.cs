using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Calls;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Mail: sending, taking, settling.</summary>
[McpServerToolType]
internal sealed class MessageTools(McpAgent agent)
{
    private const int MaxWait = 50;

    [McpServerTool(Name = "send_message", Title = "Send a message", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Sends a message to one agent or several; each gets one of its own. When this returns it is on disk. Give text, or payload_type and payload.")]
    public async Task<SentList> SendAsync(
        [Description("The names of the recipients.")] string[] to,
        [Description("Plain text.")] string? text = null,
        [Description("The type name of a payload that the recipient handles (describe_payload).")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        [Description("A few words about it.")] string? subject = null,
        [Description("critical, high, normal or low.")] Priority priority = Priority.Normal,
        [Description("The conversation it belongs to, if any.")] string? conversation = null,
        [Description("Seconds after which it becomes a dead letter if nobody has taken it.")] double? expires_in = null,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        if (to.Length == 0)
        {
            throw new CallException("Name at least one recipient; broadcast reaches everyone.");
        }

        var message = await OutgoingPayload.ComposeAsync(mailbox, text, payload_type, payload, to.Length == 1 ? to[0] : null, cancel).ConfigureAwait(false);
        return SentList.Of(await mailbox.SendAsync(message with { Summary = subject, Priority = priority, ConversationId = conversation, TimeToLive = expires_in is { } seconds ? TimeSpan.FromSeconds(seconds) : null }, to, cancel: cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "broadcast", Title = "Send to whoever fits", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Sends a message to every agent that is alive, or to those with certain capabilities; with one set to true, to the one of them that has least to do.")]
    public async Task<SentList> BroadcastAsync(
        [Description("Plain text.")] string? text = null,
        [Description("Capabilities that a recipient must all have; leave it out for everyone.")] string[]? capabilities = null,
        [Description("True: only the one that has least to do. Needs capabilities.")] bool one = false,
        [Description("The type name of a payload.")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        [Description("A few words about it.")] string? subject = null,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var message = await OutgoingPayload.ComposeAsync(mailbox, text, payload_type, payload, to: null, cancel).ConfigureAwait(false);
        var recipients = capabilities is not { Length: > 0 } wanted
            ? one ? throw new CallException("With one, name the capabilities that the recipient must have.") : Recipients.Everyone
            : one ? Recipients.AnyWith(wanted) : Recipients.AllWith(wanted);
        return SentList.Of(await mailbox.SendAsync(message with { Summary = subject }, recipients, cancel: cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "poll_messages", Title = "Take messages", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Takes the messages that wait, the most urgent first. Each is yours until you settle it: acknowledge_message, reply_to_message or reject_message. Its lease renews itself for up to an hour.")]
    public async Task<MailList> PollAsync([Description("How many at the most, 1 to 50.")] int max = 10, CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var claimed = await mailbox.ClaimAsync(Math.Clamp(max, 1, 50), cancel: cancel).ConfigureAwait(false);
        if (cancel.IsCancellationRequested)
        {
            // Nobody will hear what was taken: it goes back, for the next call.
            foreach (var delivery in claimed)
            {
                await delivery.DisposeAsync().ConfigureAwait(false);
            }

            cancel.ThrowIfCancellationRequested();
        }

        foreach (var delivery in claimed)
        {
            agent.Hold(mailbox, delivery);
        }

        return new MailList { Count = claimed.Count, Messages = [.. claimed.Select(static delivery => MailItem.Of(delivery.Message) with { Attempt = delivery.Attempt })] };
    }

    [McpServerTool(Name = "wait_for_messages", Title = "Wait for messages", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Waits until a message can be taken, 50 seconds at the most, and takes none. Call poll_messages then.")]
    public async Task<MailList> WaitAsync([Description("How many seconds to wait, 0 to 50.")] double seconds = 30, CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        await mailbox.WaitForMailAsync(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxWait)), cancel).ConfigureAwait(false);
        var waiting = await mailbox.PeekAsync(10, cancel).ConfigureAwait(false);
        return new MailList { Count = waiting.Count, Messages = [.. waiting.First.Select(static mail => MailItem.Of(mail.Message, withBody: false))] };
    }

    [McpServerTool(Name = "acknowledge_message", Title = "Done with a message", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("You are done with messages you took: they are not delivered again.")]
    public async Task<Done> AcknowledgeAsync([Description("Their ids.")] Guid[] ids, CancellationToken cancel = default)
    {
        var deliveries = ids.Distinct().Select(agent.Held).ToList();
        List<string> lost = [];
        foreach (var delivery in deliveries)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                await SettleAsync(delivery, delivery.AcknowledgeAsync).ConfigureAwait(false);
            }
            catch (LeaseLostException)
            {
                lost.Add(delivery.Message.Id.ToString());
            }
        }

        return Done.With(lost.Count == 0 ? $"{deliveries.Count} acknowledged." : $"{deliveries.Count - lost.Count} acknowledged; these were not yours any more, and are delivered again: {string.Join(", ", lost)}.");
    }

    [McpServerTool(Name = "reject_message", Title = "Could not handle a message", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("You could not handle a message you took. It comes back after a pause, or becomes a dead letter after its last attempt; with forever set, at once.")]
    public async Task<Done> RejectAsync(
        [Description("Its id.")] Guid id,
        [Description("Why, for whoever looks.")] string reason,
        [Description("True: it can never be handled.")] bool forever = false,
        [Description("Seconds until it comes back; by default they grow with each attempt.")] double? retry_after = null)
    {
        var delivery = agent.Held(id);
        await SettleAsync(delivery, () => forever ? delivery.DeadLetterAsync(reason) : delivery.RejectAsync(reason, retry_after is { } seconds ? TimeSpan.FromSeconds(seconds) : null)).ConfigureAwait(false);
        return Done.With(forever ? "It is a dead letter now." : "It comes back after a pause, or is a dead letter if this was its last attempt.");
    }

    [McpServerTool(Name = "extend_lease", Title = "Still at it", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Makes sure that a message you took is still yours. Call it before something that must not be done twice.")]
    public async Task<Done> ExtendAsync([Description("Its id.")] Guid id)
    {
        try
        {
            await agent.Held(id).ExtendAsync().ConfigureAwait(false);
            return Done.With("It is yours.");
        }
        catch (LeaseLostException)
        {
            agent.LetGo(id);
            throw;
        }
    }

    [McpServerTool(Name = "reply_to_message", Title = "Answer a message", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Answers a message you took, and acknowledges it. Give text, or payload_type and payload (the response type that describe_payload names), or error.")]
    public async Task<SentList> ReplyAsync(
        [Description("The id of the message you answer.")] Guid id,
        [Description("Plain text.")] string? text = null,
        [Description("The type name of the payload that answers.")] string? payload_type = null,
        [Description("The payload, a JSON object.")] JsonElement? payload = null,
        [Description("Instead of an answer: why there is none.")] string? error = null,
        CancellationToken cancel = default)
    {
        var delivery = agent.Held(id);
        Receipt? receipt = null;
        await SettleAsync(delivery, async () => receipt = error is not null
            ? await delivery.ReplyErrorAsync(error, cancel: cancel).ConfigureAwait(false)
            : await delivery.ReplyAsync(Answer(text, payload_type, payload), cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return SentList.Of([receipt!]);
    }

    /// <summary>A payload that answers is checked by whoever asked; its schema is not listed among what agents handle.</summary>
    private static OutgoingMessage Answer(string? text, string? payloadType, JsonElement? payload) =>
        payloadType is not null && text is not null ? throw new CallException("Give text or a payload, not both.")
        : payloadType is not null && payload is { ValueKind: JsonValueKind.Object } given ? OutgoingMessage.Payload(payloadType, OutgoingPayload.WithoutType(given))
        : text is not null ? OutgoingMessage.FromText(text)
        : throw new CallException("Give text, or payload_type and payload, or error.");

    private async Task SettleAsync(MessageDelivery delivery, Func<ValueTask> settle)
    {
        try
        {
            await settle().ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            agent.LetGo(delivery.Message.Id);
            throw;
        }

        agent.LetGo(delivery.Message.Id);
    }
}
