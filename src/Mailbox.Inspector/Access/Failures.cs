using Mailbox.Inspector.Api;
using Microsoft.AspNetCore.Http;

namespace Mailbox.Inspector.Access;

/// <summary>Tells the page what went wrong, in the words of the library.</summary>
internal sealed class Failures(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusOf(e);
            await context.Response.WriteAsJsonAsync(new { error = e.Message }).ConfigureAwait(false);
        }
    }

    private static int StatusOf(Exception error) => error switch
    {
        KeyNotFoundException or MessageNotFoundException or RoomNotFoundException or TaskNotFoundException or TeamEndedException or FileNotFoundException => StatusCodes.Status404NotFound,
        BadHttpRequestException bad => bad.StatusCode,
        BadQuestionException or InvalidNameException or UnknownRecipientException or NoRecipientException or MessageTooLargeException => StatusCodes.Status400BadRequest,
        MailboxException or IOException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
