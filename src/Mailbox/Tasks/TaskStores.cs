using Mailbox.Delivery;
using Mailbox.Teams;

namespace Mailbox.Tasks;

/// <summary>The two lists of a team: its own queue, and the one that Claude Code shows.</summary>
internal sealed class TaskStores
{
    public TaskStores(TeamHub hub, TeamFolder team, MailboxOptions options)
    {
        var own = new TaskFolder(options.Disk, Path.Combine(team.StoreFolder, "tasks"), options.MaxMessageBytes);
        var foreign = new TaskFolder(options.Disk, team.TaskFolder, options.MaxMessageBytes);
        Own = new TaskStore("own", own, new OwnTaskLock(options.Disk, own.Path), hub.Index, isOurs: true, options, hub.Log);
        Team = new TaskStore("team", foreign, new AgentTeamsTaskLock(options.Disk, options.TimeProvider, foreign.Path, options.ForeignLockTimeout), hub.Index, isOurs: false, options, hub.Log);
    }

    public TaskStore Own { get; }

    public TaskStore Team { get; }

    /// <summary>Both, by the name that the index has for them.</summary>
    public IReadOnlyDictionary<string, TaskStore> ByName => new Dictionary<string, TaskStore>(StringComparer.Ordinal) { [Own.List] = Own, [Team.List] = Team };
}
