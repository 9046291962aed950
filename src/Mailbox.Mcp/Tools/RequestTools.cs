using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Calls;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Asking, and looking things up.</summary>
[McpServerToolType]
internal sealed class RequestTools(McpAgent agent)
{
    [McpServerTool(Name = "send_request", Title = "Ask and wait for the answer", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Asks an agent and waits for its answer. An answer that comes later is kept: get_conversation finds it.")]
    public async Task<MailItem> RequestAsync(
        [Description("Whom to ask.")] string to,
        [Description("Plain text.")] string? text = null,
        [Description("The type name of a payload that the recipient handles (describe_payload).")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        [Description("A few words about it.")] string? subject = null,
        [Description("The conversation it belongs to; one is made if you leave it out.")] string? conversation = null,
        [Description("How many seconds to wait, 1 to 300.")] double seconds = 45,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var message = await OutgoingPayload.ComposeAsync(mailbox, text, payload_type, payload, to, cancel).ConfigureAwait(false);
        var options = new RequestOptions { Timeout = TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 300)) };
        conversation ??= Guid.NewGuid().ToString();
        try
        {
            return MailItem.Of(await mailbox.RequestAsync(message with { Summary = subject, ConversationId = conversation }, to, options, cancel).ConfigureAwait(false));
        }
        catch (RequestTimeoutException e)
        {
            throw new CallException($"{e.Message} An answer that comes later is in the conversation {conversation}: get_conversation shows it.");
        }
    }

    [McpServerTool(Name = "message_status", Title = "What became of a message", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("What became of a message that you sent or that is for you: accepted, claimed, settled, dead and why; for Claude Code, handed over or taken.")]
    public async Task<SentItem> StatusAsync([Description("Its id.")] Guid id, CancellationToken cancel = default) =>
        await agent.Mailbox.GetAsync(id, cancel).ConfigureAwait(false) is { } mail && IsMine(mail)
            ? SentItem.Of(await agent.Mailbox.GetReceiptAsync(id, cancel).ConfigureAwait(false))
            : throw new CallException($"There is no message {id} that you sent or that is for you.");

    [McpServerTool(Name = "get_conversation", Title = "A conversation", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The messages of a conversation that you sent or that are for you, oldest first.")]
    public async Task<MailList> ConversationAsync([Description("Its id.")] string conversation, CancellationToken cancel = default) =>
        Of((await agent.Mailbox.GetConversationAsync(conversation, cancel).ConfigureAwait(false)).Where(IsMine));

    [McpServerTool(Name = "search_messages", Title = "Search", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Searches the messages that you sent or that are for you, newest first. Every argument you give must match.")]
    public async Task<MailList> SearchAsync(
        [Description("Words that must all be in it.")] string? text = null,
        [Description("The sender.")] string? from = null,
        [Description("The recipient.")] string? to = null,
        [Description("The payload's type name.")] string? type = null,
        [Description("Any of waiting, delayed, leased, done, dead, expired, awaiting_asker, handed_over.")] MessageState[]? states = null,
        [Description("How many at the most, 1 to 100.")] int limit = 20,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var query = new MessageQuery { Text = text, Type = type, States = states ?? [], Limit = Math.Clamp(limit, 1, 100), From = from, To = to };

        // What is between others is theirs: one of the two ends must be this agent.
        var sent = from is null || from == mailbox.Name ? await mailbox.SearchAsync(query with { From = mailbox.Name }, cancel).ConfigureAwait(false) : [];
        var received = to is null || to == mailbox.Name ? await mailbox.SearchAsync(query with { To = mailbox.Name }, cancel).ConfigureAwait(false) : [];
        return Of(sent.Concat(received).DistinctBy(static mail => (mail.Message.Id, mail.Message.To)).OrderByDescending(static mail => mail.Message.Timestamp).Take(query.Limit));
    }

    private static MailList Of(IEnumerable<StoredMessage> found)
    {
        var messages = found.Select(MailItem.Of).ToList();
        return new MailList { Count = messages.Count, Messages = messages };
    }

    private bool IsMine(StoredMessage mail) => mail.Message.From == agent.Mailbox.Name || mail.Message.To == agent.Mailbox.Name;
}
