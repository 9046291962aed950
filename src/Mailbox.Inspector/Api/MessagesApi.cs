using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mailbox.Inspector.Api;

/// <summary>Finding messages, and everything about one.</summary>
internal static class MessagesApi
{
    private const int MaxRaw = 256 * 1024;
    private const int MaxConversation = 1000;

    public static void Map(IEndpointRouteBuilder routes, TeamObserver team)
    {
        routes.MapGet("/api/messages", async (HttpContext context, CancellationToken cancel) => await FindAsync(team, MessageFilter.Read(context.Request.Query), cancel).ConfigureAwait(false));
        routes.MapGet("/api/messages/{id:guid}", async (Guid id, CancellationToken cancel) =>
        {
            List<MessageDetail> found = [];
            foreach (var stored in await team.GetAsync(id, cancel).ConfigureAwait(false))
            {
                found.Add(await DescribeAsync(team, stored, cancel).ConfigureAwait(false));
            }

            return found.Count > 0 ? found : throw new KeyNotFoundException($"There is no message {id}. If it was settled long ago, retention has removed it.");
        });
        routes.MapGet("/api/conversation", async (string id, CancellationToken cancel) => await ConverseAsync(team, new MessageQuery { ConversationId = id, OldestFirst = true, Limit = MaxConversation }, cancel).ConfigureAwait(false));
        routes.MapGet("/api/correlation", async (string id, CancellationToken cancel) => await ConverseAsync(team, new MessageQuery { CorrelationId = id, OldestFirst = true, Limit = MaxConversation }, cancel).ConfigureAwait(false));
    }

    private static async Task<MessagePage> FindAsync(TeamObserver team, MessageQuery query, CancellationToken cancel)
    {
        if (query.States.Count > 0 && query.States.All(static state => state is MessageState.Unread or MessageState.Read))
        {
            var claude = (await team.ListClaudeMailAsync(cancel).ConfigureAwait(false)).Where(query.Matches).Reverse().ToList();
            return new MessagePage(claude.Count, [.. claude.Skip(query.Offset).Take(query.Limit).Select(MessageRow.Of)]);
        }

        var total = await team.CountAsync(query, cancel).ConfigureAwait(false);
        return new MessagePage(total, [.. (await team.SearchAsync(query, cancel).ConfigureAwait(false)).Select(MessageRow.Of)]);
    }

    private static async Task<MessagePage> ConverseAsync(TeamObserver team, MessageQuery query, CancellationToken cancel)
    {
        var page = await FindAsync(team, query, cancel).ConfigureAwait(false);
        return page.Total > 0 ? page : throw new KeyNotFoundException("There is no such conversation. If it ended long ago, retention has removed it.");
    }

    private static async Task<MessageDetail> DescribeAsync(TeamObserver team, StoredMessage stored, CancellationToken cancel)
    {
        var trace = await team.TraceAsync(stored, cancel).ConfigureAwait(false);
        var raw = Read(team, stored);
        return new MessageDetail
        {
            Row = MessageRow.Of(stored), Text = stored.Message.Text, Envelope = MessageEnvelope.Of(stored.Message), Path = stored.Path, ClaimedBy = stored.ClaimedBy, ClaimedAt = trace.ClaimedAt,
            LeaseLeft = trace.LeaseLeft?.TotalMilliseconds, Failures = trace.Failures, Check = CheckOf(team, stored.Message),
            Raw = raw is { } bytes ? Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, MaxRaw)]) : null, IsRawCut = raw?.Length > MaxRaw, RawBytes = raw?.Length,
        };
    }

    private static ReadOnlyMemory<byte>? Read(TeamObserver team, StoredMessage stored)
    {
        try
        {
            return team.ReadFile(stored);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // It was settled between two looks; the page asks again when it hears of that.
        }
    }

    private static PayloadCheck? CheckOf(TeamObserver team, Message message)
    {
        if (message.Type is null)
        {
            return null;
        }

        foreach (var agent in team.FindAgents())
        {
            if (agent.Payloads.FirstOrDefault(payload => payload.Name == message.Type) is { } handled)
            {
                return new PayloadCheck(agent.Name, handled.Schema, handled.Validate(message.Text));
            }
        }

        return null;
    }
}
