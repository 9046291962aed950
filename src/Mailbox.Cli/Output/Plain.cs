using System.Globalization;
using Mailbox.Mcp.Mail;

namespace Mailbox.Cli.Output;

/// <summary>Other people's text and times, as a terminal may be given them.</summary>
internal static class Plain
{
    /// <summary>Control characters, terminal codes and marks of direction are shown, and never sent.</summary>
    public static string Text(string text) => VisibleText.Of(text.Replace("\r\n", "\n", StringComparison.Ordinal));

    public static string Line(string? text) => text is null ? "" : VisibleText.Line(text);

    /// <summary><c>3 s</c>, <c>2 min</c>, <c>5 h</c>, <c>4 d</c> ago.</summary>
    public static string Ago(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } time)
        {
            return "";
        }

        var past = now - time;
        var (value, unit) = past switch
        {
            { TotalSeconds: < 1 } => (0, "now"),
            { TotalMinutes: < 1 } => (past.TotalSeconds, "s"),
            { TotalHours: < 1 } => (past.TotalMinutes, "min"),
            { TotalDays: < 1 } => (past.TotalHours, "h"),
            _ => (past.TotalDays, "d"),
        };
        return unit == "now" ? unit : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit} ago");
    }
}
