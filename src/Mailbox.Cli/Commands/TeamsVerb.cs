using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox teams</c></summary>
internal static class TeamsVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("teams", "The teams under the root folder.");
        runner.Run(command, async verb =>
        {
            var teams = await AgentTeams.ListAsync(verb.Options.Root, verb.Cancel).ConfigureAwait(false);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, teams.Select(static team => new { team.Name, team.Folder, team.Era, team.Lead, Members = team.Members.Select(static member => member.Name) })).ConfigureAwait(false);
            }
            else if (teams.Count > 0)
            {
                Printer.Table(verb, ["TEAM", "LEAD", "MEMBERS", "FOLDER"], teams.Select(static team => (IReadOnlyList<string>)
                    [team.Name, team.Lead.ToString().ToLowerInvariant(), string.Join(", ", team.Members.Select(static member => member.Name)), team.Folder]));
            }

            return teams.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        });
        return command;
    }
}
