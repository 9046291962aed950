using System.Text.Json.Nodes;
using Mailbox.Mcp.Calls;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Mail;

/// <summary>Notices new mail, and tells whoever wants to hear of it: subscribers of the inbox, and with <c>--channel</c> Claude Code itself.</summary>
internal sealed class MailWatch(McpAgent agent, McpServer server, Handshake handshake, ResourceSubscriptions subscriptions, McpAgentOptions options) : BackgroundService
{
    private const int Looked = 1000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private HashSet<Guid> _known = [];
    private int _count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (agent.Joined is { } mailbox && handshake.IsComplete(server))
                {
                    await LookAsync(mailbox, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task LookAsync(AgentMailbox mailbox, CancellationToken cancel)
    {
        try
        {
            var (count, waiting) = await mailbox.PeekAsync(Looked, cancel).ConfigureAwait(false);
            var fresh = waiting.Where(mail => !_known.Contains(mail.Message.Id)).ToList();
            var changed = fresh.Count > 0 || count != _count;
            _count = count;
            if (count <= Looked)
            {
                _known = [.. waiting.Select(static mail => mail.Message.Id)];
            }
            else
            {
                _known.UnionWith(fresh.Select(static mail => mail.Message.Id)); // What comes up behind these later is not new because of that.
            }
            if (changed)
            {
                await subscriptions.TellAsync(server, MailResources.Inbox, cancel).ConfigureAwait(false);
            }

            foreach (var mail in options.IsChannel ? fresh : [])
            {
                await PushAsync(mail.Message, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            // The index is busy, or the agent left just now: the next look sees what there is.
        }
    }

    private Task PushAsync(Message message, CancellationToken cancel) => server.SendNotificationAsync("notifications/claude/channel", new JsonObject
    {
        ["content"] = $"Mail from {VisibleText.Line(message.From)}: {MailHints.Subject(message)}. Call poll_messages to read it.",
        ["meta"] = new JsonObject { ["sender"] = VisibleText.Line(message.From), ["id"] = message.Id.ToString(), ["summary"] = MailHints.Subject(message) },
    }, cancellationToken: cancel);
}
