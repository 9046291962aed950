using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox reply ID [TEXT] --token T</c></summary>
internal static class ReplyVerb
{
    public static Command New(VerbRunner runner)
    {
        HeldMessage held = new();
        Body body = new();
        Command command = new("reply", "Answers a message that receive --hold took, and acknowledges it.");
        held.AddTo(command);
        body.AddTo(command);
        runner.Run(command, async verb =>
        {
            var answer = await body.ReadAsync(verb).ConfigureAwait(false);
            return await held.SettleAsync(verb, async delivery => await delivery.ReplyAsync(answer, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        });
        return command;
    }
}
