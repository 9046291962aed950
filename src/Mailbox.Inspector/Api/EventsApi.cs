using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mailbox.Inspector.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mailbox.Inspector.Api;

/// <summary>What happens, as it happens: server-sent events (html.spec.whatwg.org, 9.2) of the types <c>messages</c>, <c>team</c> and <c>lost</c>.</summary>
internal static class EventsApi
{
    public static void Map(IEndpointRouteBuilder routes, LiveFeed feed) => routes.MapGet("/api/events", (CancellationToken cancel) => TypedResults.ServerSentEvents(ListenAsync(feed, cancel)));

    private static async IAsyncEnumerable<SseItem<JsonElement>> ListenAsync(LiveFeed feed, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var happened in feed.ListenAsync(cancel).ConfigureAwait(false))
        {
            yield return new SseItem<JsonElement>(happened.Content, happened.Kind);
        }
    }
}
