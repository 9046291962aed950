using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Mail;

/// <summary>
/// Who wants to hear of changes to a resource. Up to 2025-11-25 clients subscribe and unsubscribe; from 2026-07-28 on they hold a request open (<c>subscriptions/listen</c>), whose
/// id goes with each notification. The protocol library keeps no such table.
/// </summary>
internal sealed class ResourceSubscriptions
{
    private readonly ConcurrentDictionary<(string Uri, RequestId? Listener), bool> _subscribed = new();

    public ValueTask<EmptyResult> Subscribe(string uri)
    {
        _subscribed[(uri, null)] = true;
        return ValueTask.FromResult(new EmptyResult());
    }

    public ValueTask<EmptyResult> Unsubscribe(string uri)
    {
        _subscribed.TryRemove((uri, null), out _);
        return ValueTask.FromResult(new EmptyResult());
    }

    public async Task TellAsync(McpServer server, string uri, CancellationToken cancel)
    {
        foreach (var (_, listener) in _subscribed.Keys.Where(one => one.Uri == uri))
        {
            var changed = new ResourceUpdatedNotificationParams { Uri = uri };
            if (listener is { } id)
            {
                changed.Meta = new JsonObject { [MetaKeys.SubscriptionId] = JsonSerializer.SerializeToNode(id, McpJson.Options) };
            }

            await server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification, changed, cancellationToken: cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Notes listeners as long as their request is open; the library's own handler acknowledges it.</summary>
    public static McpMessageHandler Listen(McpMessageHandler next) => async (context, cancel) =>
    {
        var uris = context.JsonRpcMessage is JsonRpcRequest { Method: RequestMethods.SubscriptionsListen } request && request.Params?["notifications"]?["resourceSubscriptions"] is JsonArray wanted
            ? wanted.OfType<JsonValue>().Where(static uri => uri.GetValueKind() == JsonValueKind.String).Select(uri => ((string)uri!, (RequestId?)request.Id)).ToList()
            : [];
        var subscriptions = uris.Count == 0 ? null : context.Services!.GetRequiredService<ResourceSubscriptions>();
        uris.ForEach(one => subscriptions!._subscribed[one] = true);
        try
        {
            await next(context, cancel).ConfigureAwait(false);
        }
        finally
        {
            uris.ForEach(one => subscriptions!._subscribed.TryRemove(one, out _));
        }
    };
}
