using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox tail</c></summary>
internal static class TailVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("tail", "The mail of all agents as it comes and changes, until Ctrl+C.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            await foreach (var change in team.WatchAsync(verb.Cancel).ConfigureAwait(false))
            {
                await verb.Console.Out.WriteLineAsync(verb.IsJson ? JsonSerializer.Serialize(MessageJson.Of(change), CliJson.Options) : Line(change)).ConfigureAwait(false);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static string Line(StoredMessage change) => string.Create(CultureInfo.InvariantCulture,
        $"{change.ChangedAt.ToLocalTime():HH:mm:ss}  {change.State.ToString().ToLowerInvariant(),-13} {Plain.Line(change.Message.From)} -> {Plain.Line(change.Message.To)}  {Plain.Line(Printer.SubjectOf(change.Message))}{(change.Reason is null ? "" : $"  [{Plain.Line(change.Reason)}]")}");
}
