using System.CommandLine;
using Mailbox;
using Mailbox.Mcp;

Option<string?> root = new("--root") { Description = "The folder that holds teams/ and mailbox/. Default: MAILBOX_ROOT, else CLAUDE_CONFIG_DIR, else ~/.claude." };
Option<string?> team = new("--team") { Description = "The team to join. Default: MAILBOX_TEAM, else the live Claude Code team of the current folder." };
Option<string?> name = new("--as") { Description = "Join under this name at once; without it the model calls register_agent first. Default: MAILBOX_AGENT." };
Option<string> harness = new("--harness") { Description = "What kind of program this runs in, such as claude-code or codex.", DefaultValueFactory = static _ => "mcp" };
Option<bool> channel = new("--channel") { Description = "Push incoming mail to Claude Code (experimental capability claude/channel)." };
Option<bool> verbose = new("--verbose") { Description = "Log to standard error." };

RootCommand command = new("An MCP server on standard input and output: one agent of a Mailbox team.") { root, team, name, harness, channel, verbose };
command.SetAction((parsed, cancel) => McpHost.RunAsync(
    new McpAgentOptions
    {
        Mailbox = new MailboxOptions { Root = parsed.GetValue(root) },
        Team = parsed.GetValue(team),
        Name = parsed.GetValue(name) ?? (Environment.GetEnvironmentVariable("MAILBOX_AGENT") is { Length: > 0 } variable ? variable : null),
        Harness = parsed.GetValue(harness)!,
        IsChannel = parsed.GetValue(channel),
        IsVerbose = parsed.GetValue(verbose),
    },
    cancel));
return await command.Parse(args).InvokeAsync().ConfigureAwait(false);
