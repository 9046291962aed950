using Mailbox.Agents;
using Mailbox.Delivery;
using Mailbox.Tasks;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>Tasks.</summary>
public sealed partial class AgentMailbox
{
    private const string OwnList = "own";
    private const string TeamList = "team";

    /// <summary>The team's own queue of tasks, in <c>mailbox/&lt;team&gt;/tasks</c>.</summary>
    public TaskList Tasks { get; }

    /// <summary>The list that Claude Code shows its lead and teammates, in <c>tasks/&lt;team&gt;</c>: the same calls, by its format, locks and ids.</summary>
    public TaskList TeamTasks { get; }

    private static (TaskList Own, TaskList Team) OpenTasks(AgentMailbox mailbox, TeamHub hub, TeamFolder team, AgentPresence presence)
    {
        var options = mailbox.Options;
        var ownFolder = new TaskFolder(options.Disk, Path.Combine(team.StoreFolder, "tasks"), options.MaxMessageBytes);
        var teamFolder = new TaskFolder(options.Disk, team.TaskFolder, options.MaxMessageBytes);
        var stores = new Dictionary<string, TaskStore>(StringComparer.Ordinal)
        {
            [OwnList] = new(OwnList, ownFolder, new OwnTaskLock(options.Disk, ownFolder.Path), hub.Index, isOurs: true, options, hub.Log),
            [TeamList] = new(TeamList, teamFolder, new AgentTeamsTaskLock(options.Disk, options.TimeProvider, teamFolder.Path, options.ForeignLockTimeout), hub.Index, isOurs: false, options, hub.Log),
        };
        var books = stores.ToDictionary(static pair => pair.Key, pair => new TaskBook(mailbox.Name, pair.Value, mailbox._outbox, hub.Addresses, options, hub.Log), StringComparer.Ordinal);
        var memory = new TaskMemory(stores, books[OwnList], options.TaskMemory, hub.Log);
        return (Open(books[OwnList]), Open(books[TeamList]));

        TaskList Open(TaskBook book)
        {
            var claimer = new TaskClaimer(book, hub.Directory, presence.Session, options);
            return new TaskList(book, claimer, memory, new TaskBell(book.Store.Folder, options), (handler, delivery, cancel) => mailbox.HandleAsync(delivery, handler, cancel), mailbox.DispatchAsync);
        }
    }

    /// <summary>Says what a typed handler takes, and how it is called.</summary>
    private async Task<Func<MessageDelivery, CancellationToken, Task>> DispatchAsync(IMessageHandler handler, CancellationTokenSource receiving, CancellationToken cancel)
    {
        await _presence.HandlesAsync(handler.Payloads, CurrentStatus, cancel).ConfigureAwait(false);
        return new HandlerRun(this, handler, receiving).HandleAsync;
    }

    private async Task TellOwnersAsync()
    {
        await Tasks.TellOwnersAsync().ConfigureAwait(false);
        await TeamTasks.TellOwnersAsync().ConfigureAwait(false);
    }
}
