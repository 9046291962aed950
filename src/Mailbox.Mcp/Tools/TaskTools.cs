using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Calls;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Tasks.</summary>
[McpServerToolType]
internal sealed class TaskTools(McpAgent agent)
{
    private const string Which = "own (the team's queue, the default) or team (the list that Claude Code shows its teammates).";

    [McpServerTool(Name = "task_enqueue", Title = "Add a task", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Adds a task. An agent that can do it claims it; with an owner, that agent is told.")]
    public async Task<TaskItem> EnqueueAsync(
        [Description("What it is, in a few words.")] string subject,
        [Description("What is to be done.")] string? description = null,
        [Description("The type name of a payload that an agent handles (describe_payload).")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        [Description("critical, high, normal or low.")] Priority priority = Priority.Normal,
        [Description("What an agent must be able to do to claim it.")] string[]? capabilities = null,
        [Description("Ids of tasks that must be done before.")] string[]? blocked_by = null,
        [Description("Not before this time.")] DateTimeOffset? not_before = null,
        [Description("Dead if nobody has claimed it by then.")] DateTimeOffset? deadline = null,
        [Description("The agent that is to do it.")] string? owner = null,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var body = payload_type is null && payload is null ? null : await OutgoingPayload.ComposeAsync(agent.Mailbox, text: null, payload_type, payload, owner, cancel).ConfigureAwait(false);
        return TaskItem.Of(await ListOf(list).EnqueueAsync(new NewTask
        {
            Subject = subject, Description = description ?? "", Payload = body?.Text, Priority = priority, Capabilities = capabilities ?? [],
            BlockedBy = blocked_by ?? [], NotBefore = not_before, Deadline = deadline, Owner = owner,
        }, cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "task_list", Title = "Tasks", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Tasks by id, or one of them with everything about it.")]
    public async Task<TaskItems> ListAsync(
        [Description("One task.")] string? id = null,
        [Description("Any of waiting, delayed, blocked, claimed, done, dead, cancelled.")] TaskState[]? states = null,
        [Description("The agent that has it, or is meant to.")] string? owner = null,
        [Description("The payload's type name.")] string? type = null,
        [Description("How many at the most, 1 to 200.")] int limit = 50,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var tasks = ListOf(list);
        IReadOnlyList<TaskInfo> found = id is null
            ? await tasks.ListAsync(new TaskQuery { States = states ?? [], Owner = owner, Type = type, Limit = Math.Clamp(limit, 1, 200) }, cancel).ConfigureAwait(false)
            : [await tasks.GetAsync(id, cancel).ConfigureAwait(false)];
        return new TaskItems { Tasks = [.. found.Select(task => TaskItem.Of(task, withBody: id is not null))], Counts = Named(await tasks.CountAsync(cancel).ConfigureAwait(false)) };
    }

    [McpServerTool(Name = "task_claim", Title = "Claim a task", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Claims the most urgent task that you can do, or the one you name, with what earlier tasks taught. It is yours while this server runs: settle it with task_complete or task_give_back.")]
    public async Task<ClaimedTask> ClaimAsync(
        [Description("One task; leave it out for the most urgent.")] string? id = null,
        [Description("Only tasks with a payload of these types.")] string[]? types = null,
        [Description("True: take the task you name even from an agent that has it.")] bool steal = false,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var tasks = ListOf(list);
        var claim = id is null ? await tasks.ClaimAsync(new TaskWorkOptions { Types = types ?? [] }, cancel).ConfigureAwait(false)
            : steal ? await tasks.StealAsync(id, cancel).ConfigureAwait(false)
            : await tasks.ClaimAsync(id, cancel).ConfigureAwait(false);
        if (claim is not null)
        {
            if (cancel.IsCancellationRequested)
            {
                await claim.DisposeAsync().ConfigureAwait(false); // Nobody will hear of it.
                cancel.ThrowIfCancellationRequested();
            }

            agent.Hold(mailbox, list.ToString(), claim);
        }

        return new ClaimedTask { Task = claim is null ? null : TaskItem.Of(claim) };
    }

    [McpServerTool(Name = "task_update", Title = "Change a task", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Writes a note of progress on a task, or changes what it says, its owner, or what it waits for. Give only what changes.")]
    public async Task<TaskItem> UpdateAsync(
        [Description("Its id.")] string id,
        [Description("A note of progress, for all to see.")] string? note = null,
        [Description("What it is, in a few words.")] string? subject = null,
        [Description("What is to be done.")] string? description = null,
        [Description("The agent that is to do it, who is told; an empty text takes it from its owner.")] string? owner = null,
        [Description("critical, high, normal or low.")] Priority? priority = null,
        [Description("Further tasks that must be done before.")] string[]? add_blocked_by = null,
        [Description("Tasks that need not be done before any more.")] string[]? remove_blocked_by = null,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var tasks = ListOf(list);
        var updated = await tasks.UpdateAsync(id, new TaskUpdate
        {
            Subject = subject, Description = description, Owner = owner, Priority = priority, AddBlockedBy = add_blocked_by ?? [], RemoveBlockedBy = remove_blocked_by ?? [],
        }, cancel).ConfigureAwait(false);
        if (note is not null)
        {
            await tasks.NoteAsync(id, note, cancel).ConfigureAwait(false);
            updated = await tasks.GetAsync(id, cancel).ConfigureAwait(false);
        }

        return TaskItem.Of(updated, withBody: true);
    }

    [McpServerTool(Name = "task_complete", Title = "Complete a task", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("A task you claimed is done.")]
    public async Task<TaskItem> CompleteAsync(
        [Description("Its id.")] string id,
        [Description("What came of it.")] string? result = null,
        [Description("What it taught, for whoever does something like it next.")] string? lesson = null,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var tasks = ListOf(list);
        if (agent.HeldTask(list.ToString(), id) is not { } claim)
        {
            return TaskItem.Of(await tasks.CompleteAsync(id, result, lesson, cancel).ConfigureAwait(false));
        }

        await SettleAsync(list, id, () => claim.CompleteAsync(result, lesson)).ConfigureAwait(false);
        return TaskItem.Of(await tasks.GetAsync(id, cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "task_give_back", Title = "Fail, release, cancel or repeat a task", Destructive = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("failed: a task you claimed could not be done; it comes back after a pause, or is dead after its last attempt. released: you give it back undone. cancelled: nobody is to do it. again: one that ended is to be done once more.")]
    public async Task<Done> GiveBackAsync(
        [Description("Its id.")] string id,
        [Description("failed, released, cancelled or again.")] TaskOutcome outcome,
        [Description("Why; failed needs it.")] string? reason = null,
        [Description("What it taught.")] string? lesson = null,
        [Description(Which)] TaskListName list = TaskListName.Own,
        CancellationToken cancel = default)
    {
        var tasks = ListOf(list);
        switch (outcome)
        {
            case TaskOutcome.Cancelled:
                await tasks.CancelAsync(id, reason, cancel).ConfigureAwait(false);
                return Done.With("It is cancelled.");
            case TaskOutcome.Again:
                await tasks.SendAgainAsync(id, cancel).ConfigureAwait(false);
                return Done.With("It waits to be claimed again.");
            default:
                var claim = agent.HeldTask(list.ToString(), id) ?? throw new CallException($"You have not claimed task {id}. Claim it first, or cancel it.");
                if (outcome == TaskOutcome.Released)
                {
                    await SettleAsync(list, id, claim.ReleaseAsync).ConfigureAwait(false);
                    return Done.With("It is given back.");
                }

                var why = reason ?? throw new CallException("Say why it failed: give reason.");
                await SettleAsync(list, id, () => claim.FailAsync(why, lesson: lesson)).ConfigureAwait(false);
                return Done.With("It comes back after a pause, or is dead if this was its last attempt.");
        }
    }

    [McpServerTool(Name = "task_remember", Title = "Remember something", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Remembers something for whoever does a task like it next: it comes with claims that it has to do with.")]
    public async Task<TaskItem> RememberAsync(
        [Description("What it is about, in a few words.")] string subject,
        [Description("What to remember.")] string text,
        [Description("The payload type of the tasks that it is for.")] string? type = null,
        CancellationToken cancel = default) => TaskItem.Of(await agent.Mailbox.Tasks.RememberAsync(subject, text, type, cancel).ConfigureAwait(false));

    internal static IReadOnlyDictionary<string, int> Named(IReadOnlyDictionary<TaskState, int> counts) =>
        counts.ToDictionary(static pair => pair.Key.ToString().ToLowerInvariant(), static pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Whether it was settled or lost, it is held no more; while it can be tried again, it is.</summary>
    private async Task SettleAsync(TaskListName list, string id, Func<ValueTask> settle)
    {
        try
        {
            await settle().ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            agent.LetGo(list.ToString(), id);
            throw;
        }

        agent.LetGo(list.ToString(), id);
    }

    private TaskList ListOf(TaskListName list) => list == TaskListName.Team ? agent.Mailbox.TeamTasks : agent.Mailbox.Tasks;
}
