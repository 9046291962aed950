using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox rebuild</c></summary>
internal static class RebuildVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("rebuild", "Makes the index anew from the files; leases and attempts carry over.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var messages = await WorkBar.ShowAsync(verb, "rebuilding", bar => team.RebuildIndexAsync(bar, verb.Cancel)).ConfigureAwait(false);
            await (verb.IsJson
                ? Printer.JsonAsync(verb, new { Messages = messages })
                : verb.Console.Out.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{messages} messages are in the index."))).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }
}
