using Spectre.Console;

namespace Mailbox.Cli.Output;

/// <summary>What states are called, and their colours on a terminal that has colours. The words say it, too.</summary>
internal static class StateStyle
{
    public static Style Faint { get; } = new(Color.Grey);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static string NameOf(MessageState state) => state.ToString().ToLowerInvariant();

    /// <param name="state">As it is printed; attempts may follow it.</param>
    public static Style Of(string state) => new(state.Split(' ')[0] switch
    {
        "waiting" or "unread" => Color.DodgerBlue1,
        "delayed" or "blocked" => Color.MediumPurple1,
        "leased" or "claimed" => Color.Orange1,
        "done" => Color.Green3,
        "dead" or "expired" => Color.Red1,
        "handedover" or "awaitingasker" => Color.Turquoise2,
        _ => Color.Grey,
    });
}
