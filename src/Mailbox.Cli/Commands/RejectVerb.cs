using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox reject ID --token T --reason R</c></summary>
internal static class RejectVerb
{
    public static Command New(VerbRunner runner)
    {
        HeldMessage held = new();
        Option<string> reason = new("--reason") { Description = "Why.", Required = true };
        Option<bool> forever = new("--forever") { Description = "It can never be handled: a dead letter at once." };
        Command command = new("reject", "Gives back a message that receive --hold took: it comes again after a pause, or is dead after its last attempt.") { reason, forever };
        held.AddTo(command);
        runner.Run(command, verb => held.SettleAsync(verb, async delivery =>
        {
            if (verb.Get(forever))
            {
                await delivery.DeadLetterAsync(verb.Get(reason)!).ConfigureAwait(false);
            }
            else
            {
                await delivery.RejectAsync(verb.Get(reason)!).ConfigureAwait(false);
            }
        }));
        return command;
    }
}
