using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox ack ID --token T</c></summary>
internal static class AckVerb
{
    public static Command New(VerbRunner runner)
    {
        HeldMessage held = new();
        Command command = new("ack", "Acknowledges a message that receive --hold took.");
        held.AddTo(command);
        runner.Run(command, verb => held.SettleAsync(verb, async delivery => await delivery.AcknowledgeAsync().ConfigureAwait(false)));
        return command;
    }
}
