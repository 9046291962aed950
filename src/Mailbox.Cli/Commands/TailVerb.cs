using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mailbox.Cli.Output;
using Spectre.Console;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox tail</c></summary>
internal static class TailVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("tail", "The mail of all agents as it comes and changes, and what can be seen of that among Claude Code, until Ctrl+C.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            await foreach (var change in team.WatchAsync(verb.Cancel).ConfigureAwait(false))
            {
                if (verb.IsJson)
                {
                    await verb.Console.Out.WriteLineAsync(JsonSerializer.Serialize(MessageJson.Of(change), CliJson.Options)).ConfigureAwait(false);
                }
                else
                {
                    Printer.Line(verb, Line(change));
                }
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static IReadOnlyList<(string Text, Style Style)> Line(StoredMessage change) =>
    [
        (change.ChangedAt.ToLocalTime().ToString("HH:mm:ss  ", CultureInfo.InvariantCulture), StateStyle.Faint),
        ($"{StateStyle.NameOf(change.State),-13}", StateStyle.Of(StateStyle.NameOf(change.State))),
        ($" {Plain.Line(change.Message.From)} -> {Plain.Line(change.Message.To)}", StateStyle.Strong),
        ($"  {Plain.Line(Printer.SubjectOf(change.Message))}", Style.Plain),
        (change.Reason is null ? "" : $"  [{Plain.Line(change.Reason)}]", StateStyle.Of("dead")),
    ];
}
