using Mailbox.Agents;
using Mailbox.Delivery;
using Mailbox.Tasks;

namespace Mailbox;

/// <summary>Tasks.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>The team's own queue of tasks, in <c>mailbox/&lt;team&gt;/tasks</c>.</summary>
    public TaskList Tasks { get; }

    /// <summary>The list that Claude Code shows its lead and teammates, in <c>tasks/&lt;team&gt;</c>: the same calls, by its format, locks and ids.</summary>
    public TaskList TeamTasks { get; }

    private static (TaskList Own, TaskList Team) OpenTasks(AgentMailbox mailbox, TeamHub hub, TaskStores stores, AgentPresence presence)
    {
        var options = mailbox.Options;
        var (own, team) = (BookOf(stores.Own), BookOf(stores.Team));
        var memory = new TaskMemory(stores.ByName, own, options.TaskMemory, hub.Log);
        return (Open(own), Open(team));

        TaskBook BookOf(TaskStore store) => new(mailbox.Name, store, mailbox._outbox, hub.Addresses, options, hub.Log);

        TaskList Open(TaskBook book)
        {
            var claimer = new TaskClaimer(book, hub.Directory, presence.Session, options);
            return new TaskList(book, claimer, memory, new TaskBell(book.Store.Folder, options), (handler, delivery, cancel) => mailbox.HandleAsync(delivery, handler, cancel), mailbox.DispatchAsync);
        }
    }

    /// <summary>Says what a typed handler takes, and how it is called.</summary>
    private async Task<HandlerRun> DispatchAsync(IMessageHandler handler, CancellationTokenSource receiving, CancellationToken cancel)
    {
        var run = new HandlerRun(this, handler, _loops, receiving); // At once: a shutdown ends every loop that was begun before it.
        try
        {
            await _presence.HandlesAsync(handler.Payloads, CurrentStatus, cancel).ConfigureAwait(false);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private async Task TellOwnersAsync()
    {
        await Tasks.TellOwnersAsync().ConfigureAwait(false);
        await TeamTasks.TellOwnersAsync().ConfigureAwait(false);
    }
}
