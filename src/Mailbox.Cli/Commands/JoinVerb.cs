using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox join</c></summary>
internal static class JoinVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("join", "Makes the agent named by --as a member of the team, and the team if there is none: mail can be sent to it from then on.");
        runner.Run(command, static verb => verb.JoinAsync(static _ => Task.FromResult(ExitCode.Done)));
        return command;
    }
}
