using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox search [WORDS]</c></summary>
internal static class SearchVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<string?> text = new("words") { Description = "Words that must all be in it.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> from = new("--from") { Description = "The sender." };
        Option<string?> to = new("--to") { Description = "The recipient." };
        Option<string?> type = new("--type") { Description = "The payload's type name." };
        Option<MessageState[]> states = new("--state") { Description = "Any of these." };
        Option<int> limit = new("--limit") { Description = "How many at the most.", DefaultValueFactory = static _ => 50 };
        Command command = new("search", "Searches the mail of all agents, newest first.") { text, from, to, type, states, limit };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            return await Printer.MessagesAsync(verb, await team.SearchAsync(new MessageQuery
            {
                Text = verb.Get(text), From = verb.Get(from), To = verb.Get(to), Type = verb.Get(type), States = verb.Get(states) ?? [], Limit = verb.Get(limit),
            }, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }));
        return command;
    }
}
