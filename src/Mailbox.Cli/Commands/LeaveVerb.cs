using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox leave</c></summary>
internal static class LeaveVerb
{
    public static Command New(VerbRunner runner)
    {
        Command command = new("leave", "Takes the agent named by --as out of the team, unless a process of it runs; its mail stays.");
        runner.Run(command, static verb => verb.AsAgentAsync(async mailbox =>
        {
            await mailbox.LeaveAsync(verb.Cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }
}
