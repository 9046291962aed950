using System.CommandLine;
using System.Globalization;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox stats</c></summary>
internal static class StatsVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("stats", "How much mail is in which state, by agent.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var mail = await team.StatisticsAsync(verb.Cancel).ConfigureAwait(false);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, mail).ConfigureAwait(false);
                return ExitCode.Done;
            }

            var now = TimeProvider.System.GetUtcNow();
            Printer.Table(verb, ["AGENT", "WAITING", "LATER", "HELD", "DONE", "DEAD", "OLDEST"], mail.Agents.Select(agent => (IReadOnlyList<string>)
                [agent.Agent, Number(agent.Waiting), Number(agent.Delayed), Number(agent.Leased), Number(agent.Done), Number(agent.Dead), Plain.Ago(agent.OldestWaiting, now)])
                .Append(["all", Number(mail.Waiting), Number(mail.Agents.Sum(static agent => agent.Delayed)), Number(mail.Leased), Number(mail.Done), Number(mail.Dead), ""]));
            return ExitCode.Done;
        }));
        return command;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
