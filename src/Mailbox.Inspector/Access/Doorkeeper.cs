using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mailbox.Inspector.Access;

/// <summary>Lets in who has the cookie, and gives the cookie to the first who brings the token of this start.</summary>
internal sealed class Doorkeeper
{
    public const string TokenName = "token";

    private readonly string _key = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private int _isExchanged;

    /// <summary>256 random bits.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Cookies know no ports: two pages on one machine must not take each other's.
        var cookie = $"mailbox-{context.Connection.LocalPort}";
        if (context.Request.Cookies.TryGetValue(cookie, out var shown) && Same(shown, _key))
        {
            if (context.Request.Path == "/" && context.Request.Query.ContainsKey(TokenName))
            {
                context.Response.Redirect("/"); // The link again, in the browser that has been let in.
                return;
            }

            await next(context).ConfigureAwait(false);
        }
        else if (context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method) && Same(context.Request.Query[TokenName].ToString(), Token) && Interlocked.Exchange(ref _isExchanged, 1) == 0)
        {
            context.Response.Cookies.Append(cookie, _key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
            context.Response.Redirect("/");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync("This page opens with the link that 'mailbox inspect' printed. The link works once, in one browser, until the command ends; after that, start it again.").ConfigureAwait(false);
        }
    }

    private static bool Same(string? shown, string secret) => shown is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(secret));
}
