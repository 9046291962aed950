using System.CommandLine;
using Mailbox.Mcp;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox mcp</c></summary>
internal static class McpVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<bool> channel = new("--channel") { Description = "Push incoming mail to Claude Code." };
        Option<string> harness = new("--harness") { Description = "What kind of program this runs in.", DefaultValueFactory = static _ => "mcp" };
        Command command = new("mcp", "Runs the MCP server on standard input and output, as mailbox-mcp does.") { channel, harness };
        runner.Run(command, async verb => (ExitCode)await McpHost.RunAsync(
            new McpAgentOptions { Mailbox = verb.Options, Team = verb.Team, Name = verb.As, IsChannel = verb.Get(channel), Harness = verb.Get(harness)!, IsVerbose = verb.IsVerbose }, verb.Cancel).ConfigureAwait(false));
        return command;
    }
}
