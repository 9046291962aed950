using System.Text.Json;
using Mailbox.Mcp.Mail;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Calls;

/// <summary>Around every call: errors become results that say what to do, and every result says what waits.</summary>
internal static class CallFilter
{
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Wrap(McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (context, cancel) =>
    {
        CallToolResult result;
        var agent = context.Services!.GetRequiredService<McpAgent>();
        await agent.Begun.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            result = await next(context, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e) is not null)
        {
            result = new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = VisibleText.Of(Explain(e)!) }] };
        }

        if (await MailHints.TellAsync(agent, cancel).ConfigureAwait(false) is { } hint)
        {
            result.Content.Add(new TextContentBlock { Text = hint });
        }

        return result;
    };

    /// <summary>Null for what nobody foresaw: the protocol library answers that, without a word of it.</summary>
    private static string? Explain(Exception error) => error switch
    {
        CallException => error.Message,

        // What it said are another agent's words.
        RequestFailedException refused => $"The request could not be answered. {FencedText.Of("error", refused.Reply.From, refused.Reply.Id.ToString(), refused.Error)}",
        MailboxException => error.Message,
        ArgumentException or JsonException or OverflowException => $"These arguments do not fit the tool's input schema: {error.Message}",
        ObjectDisposedException => "You left the team while this call ran. Call register_agent to join again.",
        _ => null,
    };
}
