namespace Mailbox.Mcp;

/// <summary>Which agent an MCP server is.</summary>
public sealed record McpAgentOptions
{
    /// <summary>How its mailbox behaves; the profile is made from what the model registers with.</summary>
    public MailboxOptions Mailbox { get; init; } = new();

    /// <summary>The team; null for <c>MAILBOX_TEAM</c>, else the live team of the current folder.</summary>
    public string? Team { get; init; }

    /// <summary>The name to join under at once; null to let the model register.</summary>
    public string? Name { get; init; }

    /// <summary>What kind of program the model runs in, such as <c>claude-code</c>.</summary>
    public string Harness { get; init; } = "mcp";

    /// <summary>Whether incoming mail is pushed as <c>notifications/claude/channel</c>.</summary>
    public bool IsChannel { get; init; }

    /// <summary>Whether to log to standard error.</summary>
    public bool IsVerbose { get; init; }
}
