using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox show ID</c></summary>
internal static class ShowVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<Guid> id = new("id") { Description = "The message's id." };
        Command command = new("show", "A message: what became of it, who holds it, why it failed, and where its file is.") { id };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var found = await team.GetAsync(verb.Get(id), verb.Cancel).ConfigureAwait(false);
            if (found.Count == 0)
            {
                await verb.Console.Error.WriteLineAsync($"There is no message {verb.Get(id)} in team '{Plain.Line(team.Team)}'. If it was settled long ago, retention has removed it.").ConfigureAwait(false);
                return ExitCode.NothingThere;
            }

            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, found.Select(MessageJson.Of)).ConfigureAwait(false);
                return ExitCode.Done;
            }

            foreach (var one in found)
            {
                await verb.Console.Out.WriteLineAsync(Describe(one)).ConfigureAwait(false);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static string Describe(StoredMessage found)
    {
        var message = found.Message;
        IEnumerable<(string Name, string? Value)> facts =
        [
            ("id", message.Id.ToString()), ("from", message.From), ("to", message.To), ("sent", message.Timestamp.ToString("u", System.Globalization.CultureInfo.InvariantCulture)), ("subject", message.Summary),
            ("type", message.Type), ("conversation", message.ConversationId), ("state", found.State.ToString().ToLowerInvariant()), ("attempt", found.Attempt > 0 ? found.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
            ("held by", found.ClaimedBy), ("reason", found.Reason), ("file", found.Path),
        ];
        return string.Join('\n', facts.Where(static fact => fact.Value is not null).Select(static fact => $"{fact.Name,-13}{Plain.Line(fact.Value)}")) + $"\n\n{Plain.Text(message.Text)}\n";
    }
}
