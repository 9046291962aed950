using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox conversation ID</c></summary>
internal static class ConversationVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<string> id = new("id") { Description = "The conversation's id." };
        Command command = new("conversation", "The messages of a conversation, oldest first.") { id };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            return await Printer.MessagesAsync(verb, await team.SearchAsync(new MessageQuery { ConversationId = verb.Get(id), OldestFirst = true, Limit = 1000 }, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }));
        return command;
    }
}
