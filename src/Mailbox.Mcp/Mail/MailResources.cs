using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Results;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Mail;

/// <summary>The mailbox as resources: what waits, and each message.</summary>
[McpServerResourceType]
internal sealed class MailResources(McpAgent agent)
{
    public const string Inbox = "mailbox://inbox";
    private const int Shown = 100;

    [McpServerResource(UriTemplate = Inbox, Name = "inbox", Title = "What waits in your mailbox", MimeType = "application/json")]
    [Description("The messages that wait to be taken, without their bodies. Subscribe to hear of new ones.")]
    public async Task<string> ReadInboxAsync(CancellationToken cancel)
    {
        var waiting = agent.Joined is { } mailbox ? await mailbox.PeekAsync(Shown, cancel).ConfigureAwait(false) : new WaitingMail(0, []);
        return JsonSerializer.Serialize(new MailList { Count = waiting.Count, Messages = [.. waiting.First.Select(static mail => MailItem.Of(mail.Message, withBody: false))] }, McpJson.Options);
    }

    [McpServerResource(UriTemplate = "mailbox://message/{id}", Name = "message", Title = "A message", MimeType = "text/plain")]
    [Description("A message of the team that you sent or that is for you, whatever has become of it.")]
    public async Task<string> ReadMessageAsync(string id, CancellationToken cancel)
    {
        var found = Guid.TryParse(id, out var guid) && agent.Joined is { } mailbox ? await mailbox.GetAsync(guid, cancel).ConfigureAwait(false) : null;
        return found is null || (found.Message.To != agent.Joined!.Name && found.Message.From != agent.Joined.Name)
            ? throw new McpProtocolException($"There is no message '{id}' of yours.", McpErrorCode.ResourceNotFound)
            : FencedText.Of("message", found.Message.From, id, found.Message.Text);
    }
}
