using System.Globalization;

namespace Mailbox.Mcp.Mail;

/// <summary>A line about what waits: how much, from whom, about what.</summary>
internal static class MailHints
{
    private const int Shown = 5;

    /// <summary>Null when nothing waits, or there is no mailbox yet.</summary>
    public static async ValueTask<string?> TellAsync(McpAgent agent, CancellationToken cancel)
    {
        if (agent.Joined is not { } mailbox)
        {
            return null;
        }

        try
        {
            var waiting = await mailbox.PeekAsync(Shown, cancel).ConfigureAwait(false);
            return waiting.Count == 0 ? null : Line(waiting);
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            return null; // The index is busy, or the mailbox closed just now: a hint less.
        }
    }

    public static string Subject(Message message) => VisibleText.Line(message.Summary ?? message.Type ?? "(no subject)");

    private static string Line(WaitingMail waiting)
    {
        var senders = string.Join("; ", waiting.First.Select(static mail => $"{VisibleText.Line(mail.Message.From)}: {Subject(mail.Message)}"));
        return string.Create(CultureInfo.InvariantCulture, $"[mailbox] {waiting.Count} {(waiting.Count == 1 ? "message waits" : "messages wait")} for you. {senders}{(waiting.Count > Shown ? "; …" : "")}. Call poll_messages to take them.");
    }
}
