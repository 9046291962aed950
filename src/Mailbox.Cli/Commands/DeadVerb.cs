using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox dead</c>, <c>dead again ID</c>, <c>dead purge ID</c></summary>
internal static class DeadVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<string?> agent = new("--agent") { Description = "Only this agent's." };
        Command command = new("dead", "The dead letters of all agents, with the reason of each.") { agent };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var dead = await team.SearchAsync(new MessageQuery { To = verb.Get(agent), States = [MessageState.Dead, MessageState.Expired], Limit = 1000 }, verb.Cancel).ConfigureAwait(false);
            if (verb.IsJson || dead.Count == 0)
            {
                return await Printer.MessagesAsync(verb, dead).ConfigureAwait(false);
            }

            var now = TimeProvider.System.GetUtcNow();
            Printer.Table(verb, ["ID", "DIED", "FROM", "TO", "ATTEMPTS", "REASON"], dead.Select(found => (IReadOnlyList<string>)
                [found.Message.Id.ToString(), Plain.Ago(found.ChangedAt, now), found.Message.From, found.Message.To, found.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture), found.Reason ?? ""]));
            return ExitCode.Done;
        }));
        command.Subcommands.Add(One(runner, "again", "Puts a dead letter back into its inbox.", static (team, letter, cancel) => team.SendAgainAsync(letter.Message.To, letter.Message.Id, cancel)));
        command.Subcommands.Add(One(runner, "purge", "Deletes a dead letter for good.", static (team, letter, cancel) => team.PurgeAsync(letter.Message.To, letter.Message.Id, cancel)));
        return command;
    }

    private static Command One(VerbRunner runner, string name, string description, Func<TeamObserver, StoredMessage, CancellationToken, ValueTask> act)
    {
        Argument<Guid> id = new("id") { Description = "The message's id." };
        Command command = new(name, description) { id };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var letters = (await team.GetAsync(verb.Get(id), verb.Cancel).ConfigureAwait(false)).Where(static one => one.State is MessageState.Dead or MessageState.Expired).ToList();
            foreach (var letter in letters)
            {
                await act(team, letter, verb.Cancel).ConfigureAwait(false);
            }

            if (letters.Count == 0)
            {
                await verb.Console.Error.WriteLineAsync($"There is no dead letter {verb.Get(id)} in team '{Plain.Line(team.Team)}'. mailbox dead lists them.").ConfigureAwait(false);
            }
            else if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, letters.Select(MessageJson.Of)).ConfigureAwait(false);
            }

            return letters.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }
}
