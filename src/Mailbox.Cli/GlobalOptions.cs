using System.CommandLine;

namespace Mailbox.Cli;

/// <summary>What every verb takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Root { get; } = new("--root") { Description = "The folder that holds teams/ and mailbox/. Default: MAILBOX_ROOT, else CLAUDE_CONFIG_DIR, else ~/.claude.", Recursive = true };

    public Option<string?> Team { get; } = new("--team") { Description = "The team. Default: MAILBOX_TEAM, else the live Claude Code team of the current folder.", Recursive = true };

    public Option<string?> As { get; } = new("--as") { Description = "The agent to act as. Default: MAILBOX_AGENT.", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON: one shape for each verb, see docs/cli.md.", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "With errors, where they come from; of mcp, its log.", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Root, Team, As, Json, Verbose])
        {
            command.Options.Add(option);
        }
    }
}
