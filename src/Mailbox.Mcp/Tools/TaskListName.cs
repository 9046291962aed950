namespace Mailbox.Mcp.Tools;

/// <summary>Which list of tasks.</summary>
internal enum TaskListName
{
    /// <summary>The team's own queue.</summary>
    Own = 0,

    /// <summary>The list that Claude Code shows.</summary>
    Team = 1,
}
