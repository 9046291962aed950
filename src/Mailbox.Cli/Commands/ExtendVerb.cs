using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox extend ID --token T --hold SECONDS</c></summary>
internal static class ExtendVerb
{
    public static Command New(VerbRunner runner)
    {
        HeldMessage held = new();
        Option<double> seconds = new("--hold") { Description = "Seconds from now.", DefaultValueFactory = static _ => 300 };
        Command command = new("extend", "Holds a message that receive --hold took for longer.") { seconds };
        held.AddTo(command);
        runner.Run(command, verb => verb.AsAgentAsync(async mailbox =>
        {
            await mailbox.ExtendDetachedAsync(verb.Get(held.Id), verb.Get(held.Token), TimeSpan.FromSeconds(verb.Get(seconds)), verb.Cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }
}
