using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox agents</c></summary>
internal static class AgentsVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<string[]> capability = new("--capability") { Description = "Only agents that have all of these." };
        Command command = new("agents", "The agents of the team, hidden ones and ghosts included, with what waits for them.") { capability };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var agents = team.FindAgents(new AgentQuery { AllOf = verb.Get(capability) ?? [] });
            var mail = (await team.StatisticsAsync(verb.Cancel).ConfigureAwait(false)).Agents.ToDictionary(static one => one.Agent, StringComparer.Ordinal);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, agents.Select(agent => new
                {
                    agent.Name, agent.Status, agent.Harness, agent.Visibility, agent.Description, agent.Capabilities, Payloads = agent.Payloads.Select(static payload => payload.Name),
                    agent.Process, agent.LastSeen, Waiting = mail.GetValueOrDefault(agent.Name)?.Waiting ?? 0, Leased = mail.GetValueOrDefault(agent.Name)?.Leased ?? 0, Dead = mail.GetValueOrDefault(agent.Name)?.Dead ?? 0,
                })).ConfigureAwait(false);
            }
            else if (agents.Count > 0)
            {
                var now = TimeProvider.System.GetUtcNow();
                Printer.Table(verb, ["AGENT", "STATUS", "SEEN", "WAITING", "HELD", "DEAD", "CAN"], agents.Select(agent => (IReadOnlyList<string>)
                [
                    agent.Name, agent.Status.ToString().ToLowerInvariant(), Plain.Ago(agent.LastSeen, now), Count(mail.GetValueOrDefault(agent.Name)?.Waiting),
                    Count(mail.GetValueOrDefault(agent.Name)?.Leased), Count(mail.GetValueOrDefault(agent.Name)?.Dead), string.Join(", ", agent.Capabilities),
                ]));
            }

            return agents.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }

    private static string Count(int? number) => (number ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
