using System.ComponentModel;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Numbers, and keeping house.</summary>
[McpServerToolType]
internal sealed class HouseTools(McpAgent agent)
{
    [McpServerTool(Name = "statistics", Title = "The team's mail in numbers", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("How much mail waits, is held, done and dead, in all and by agent; and the tasks of the team's queue.")]
    public async Task<StatisticsResult> StatisticsAsync(CancellationToken cancel = default)
    {
        var mail = await agent.Mailbox.StatisticsAsync(cancel).ConfigureAwait(false);
        var listed = (await agent.Mailbox.FindAgentsAsync(cancel: cancel).ConfigureAwait(false)).Select(static one => one.Name).ToHashSet(StringComparer.Ordinal);
        return new StatisticsResult
        {
            Waiting = mail.Waiting, Leased = mail.Leased, Done = mail.Done, Dead = mail.Dead,
            Agents = [.. mail.Agents.Where(one => listed.Contains(one.Agent)).Select(AgentNumbers.Of)],
            Tasks = TaskTools.Named(await agent.Mailbox.Tasks.CountAsync(cancel).ConfigureAwait(false)),
        };
    }

    [McpServerTool(Name = "clean_up", Title = "Remove what is old", Destructive = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Removes settled mail, posts, publications and tasks that are past their retention, and leftovers of processes that died. Happens by itself every ten minutes. Dead letters stay.")]
    public async Task<CleanResult> CleanAsync([Description("True (the default): only count.")] bool dry_run = true, CancellationToken cancel = default)
    {
        var report = await agent.Mailbox.CleanAsync(dryRun: dry_run, cancel: cancel).ConfigureAwait(false);
        return new CleanResult { DryRun = dry_run, Messages = report.Done, Copies = report.Sent, Temporary = report.Temporary, Posts = report.Posts, Publications = report.Publications, Tasks = report.Tasks };
    }
}
