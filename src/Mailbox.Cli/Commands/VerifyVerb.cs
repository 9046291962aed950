using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox verify</c></summary>
internal static class VerifyVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("verify", "Compares the index with the files; 1 says that they differ.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var report = await WorkBar.ShowAsync(verb, "verifying", bar => team.VerifyAsync(bar, verb.Cancel)).ConfigureAwait(false);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, report).ConfigureAwait(false);
            }
            else
            {
                await verb.Console.Out.WriteLineAsync(report.IsConsistent
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{report.Messages} messages; files and index agree.")
                    : string.Join('\n', report.Differences.Select(Plain.Text)) + "\nmailbox rebuild makes the index anew from the files.").ConfigureAwait(false);
            }

            return report.IsConsistent ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }
}
