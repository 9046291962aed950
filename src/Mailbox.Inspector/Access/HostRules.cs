using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Mailbox.Inspector.Access;

/// <summary>
/// Refuses what a page of somebody else can make a browser ask: names that were made to resolve to the loopback address (DNS rebinding), and
/// requests from other origins, ports of the same machine included.
/// </summary>
internal sealed class HostRules(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (request, port) = (context.Request, context.Connection.LocalPort);
        var isOurs = request.Host.Port == port && request.Host.Host is "127.0.0.1" or "localhost";
        if (!isOurs)
        {
            return RefuseAsync(context, $"This page answers to 127.0.0.1:{port} and localhost:{port}.");
        }

        var origin = request.Headers.Origin;
        var needsOrigin = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        var isSameOrigin = StringValues.IsNullOrEmpty(origin) ? !needsOrigin : origin == $"http://{request.Host.Value}";
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!isSameOrigin || (site is "cross-site" or "same-site" && request.Path != "/"))
        {
            return RefuseAsync(context, "Only this page itself may ask.");
        }

        if (needsOrigin && !request.HasJsonContentType())
        {
            return RefuseAsync(context, "Changes are sent as application/json.");
        }

        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(why);
    }
}
