using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mailbox.Inspector.Api;

/// <summary>What a person does to messages. All of it is refused unless the page was started to write.</summary>
internal static class ByHandApi
{
    public static void Map(IEndpointRouteBuilder routes, TeamObserver team, Correspondent? correspondent)
    {
        var writing = routes.MapGroup("/api").AddEndpointFilter(async (context, next) => correspondent is null
            ? Results.Json(new { error = "This page only looks. Start it with --write to change anything." }, statusCode: StatusCodes.Status403Forbidden)
            : await next(context).ConfigureAwait(false));
        writing.MapPost("/messages/{id:guid}/acknowledge", (Guid id, Order order, CancellationToken cancel) => team.AcknowledgeAsync(order.Agent, id, cancel).AsTask());
        writing.MapPost("/messages/{id:guid}/release", (Guid id, Order order, CancellationToken cancel) => team.ReleaseAsync(order.Agent, id, cancel).AsTask());
        writing.MapPost("/messages/{id:guid}/dead-letter", (Guid id, Order order, CancellationToken cancel) => team.DeadLetterAsync(order.Agent, id, string.IsNullOrWhiteSpace(order.Reason) ? throw new BadQuestionException("Say why.") : order.Reason, cancel).AsTask());
        writing.MapPost("/messages/{id:guid}/send-again", (Guid id, Order order, CancellationToken cancel) => team.SendAgainAsync(order.Agent, id, cancel).AsTask());
        writing.MapPost("/messages", async (NewMessage message, CancellationToken cancel) => await correspondent!.SendAsync(
            new OutgoingMessage { Text = message.Text, Summary = message.Subject, ConversationId = message.Conversation, Priority = message.Priority }, message.To, cancel).ConfigureAwait(false));
    }
}
