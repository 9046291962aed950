using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mailbox.Tasks;

namespace Mailbox;

/// <summary>
/// A list of tasks: the team's own queue (<see cref="AgentMailbox.Tasks"/>), or the one that Claude Code shows its lead and teammates (<see cref="AgentMailbox.TeamTasks"/>). Both
/// keep one file for each task, in the format of Agent Teams; a claim is in the file, so that whoever looks sees who has what.
/// </summary>
public sealed class TaskList
{
    private readonly TaskBook _book;
    private readonly TaskClaimer _claimer;
    private readonly TaskMemory _memory;
    private readonly TaskBell _bell;
    private readonly ConcurrentDictionary<TaskClaim, bool> _held = new();
    private readonly Func<Func<MessageDelivery, CancellationToken, Task>, MessageDelivery, CancellationToken, ValueTask> _handle;
    private readonly Func<IMessageHandler, CancellationTokenSource, CancellationToken, Task<HandlerRun>> _dispatch;

    internal TaskList(
        TaskBook book, TaskClaimer claimer, TaskMemory memory, TaskBell bell,
        Func<Func<MessageDelivery, CancellationToken, Task>, MessageDelivery, CancellationToken, ValueTask> handle,
        Func<IMessageHandler, CancellationTokenSource, CancellationToken, Task<HandlerRun>> dispatch) =>
        (_book, _claimer, _memory, _bell, _handle, _dispatch) = (book, claimer, memory, bell, handle, dispatch);

    /// <summary>The folder with the files.</summary>
    public string Folder => _book.Store.Folder.Path;

    /// <summary>Adds a task. On return it is on disk.</summary>
    /// <exception cref="TaskNotFoundException">It depends on one that is not there.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="MailboxOptions.MaxMessageBytes"/>.</exception>
    public async ValueTask<TaskInfo> EnqueueAsync(NewTask task, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return await _book.EnqueueAsync(task, cancel).ConfigureAwait(false);
    }

    /// <summary>Adds a task in plain words.</summary>
    public ValueTask<TaskInfo> EnqueueAsync(string subject, CancellationToken cancel = default) => EnqueueAsync(NewTask.FromText(subject), cancel);

    /// <summary>Adds a task with a payload.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    public ValueTask<TaskInfo> EnqueueAsync<T>(T payload, CancellationToken cancel = default)
        where T : notnull => EnqueueAsync(NewTask.Of(payload), cancel);

    /// <summary>The tasks, by id.</summary>
    /// <param name="query">Which of them; default the first 100.</param>
    /// <param name="cancel">Stops the search.</param>
    public async ValueTask<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery? query = null, CancellationToken cancel = default) =>
        await _book.Store.ListAsync(query ?? new TaskQuery(), cancel).ConfigureAwait(false);

    /// <summary>How many tasks are in which state; states without any are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<TaskState, int>> CountAsync(CancellationToken cancel = default) => await _book.Store.CountAsync(cancel).ConfigureAwait(false);

    /// <summary>One task.</summary>
    /// <exception cref="TaskNotFoundException">There is none of that id.</exception>
    /// <exception cref="DamagedFileException">Its file cannot be read.</exception>
    public ValueTask<TaskInfo> GetAsync(string id, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_book.Store.Describe(_book.Store.Get(id)));
    }

    /// <summary>Changes a task. An owner it is given to gets a <see cref="TaskAssignment"/>; one it is taken from has lost its claim.</summary>
    /// <exception cref="TaskNotFoundException">It, or one it is to depend on, is not there.</exception>
    /// <exception cref="ArgumentException">It would depend on itself.</exception>
    public async ValueTask<TaskInfo> UpdateAsync(string id, TaskUpdate update, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(update);
        return await _book.UpdateAsync(id, update, cancel).ConfigureAwait(false);
    }

    /// <summary>Writes a note on a task, whoever has it.</summary>
    /// <exception cref="TaskNotFoundException">There is none of that id.</exception>
    public async ValueTask NoteAsync(string id, string text, CancellationToken cancel = default) => await _book.NoteAsync(id, text, cancel).ConfigureAwait(false);

    /// <summary>Completes a task that this agent has, or that nobody has.</summary>
    /// <exception cref="TaskStateException">It has ended, waits for others, or another agent has it.</exception>
    public async ValueTask<TaskInfo> CompleteAsync(string id, string? result = null, string? lesson = null, CancellationToken cancel = default) =>
        await _book.CompleteAsync(id, result, lesson, cancel).ConfigureAwait(false);

    /// <summary>Cancels a task; who has it loses it. In the list of Claude Code, which knows no such state, it is removed. Tasks that depend on it stay blocked until they are changed.</summary>
    /// <exception cref="TaskStateException">It has ended already.</exception>
    public async ValueTask CancelAsync(string id, string? reason = null, CancellationToken cancel = default) => await _book.CancelAsync(id, reason, cancel).ConfigureAwait(false);

    /// <summary>Has a task that ended done once more: attempts start over, and its deadline counts no more.</summary>
    /// <exception cref="TaskStateException">It has not ended.</exception>
    public async ValueTask<TaskInfo> SendAgainAsync(string id, CancellationToken cancel = default) => await _book.SendAgainAsync(id, cancel).ConfigureAwait(false);

    /// <summary>Removes a task for good. Its id is not used again, and no other task waits for it any more.</summary>
    /// <exception cref="TaskNotFoundException">There is none of that id.</exception>
    public async ValueTask DeleteAsync(string id, CancellationToken cancel = default) => await _book.DeleteAsync(id, cancel).ConfigureAwait(false);

    /// <summary>Claims the most urgent task that this agent can do, then the oldest; null when there is none now.</summary>
    /// <param name="options">Which tasks, and from whom.</param>
    /// <param name="cancel">Stops before anything is claimed.</param>
    public async ValueTask<TaskClaim?> ClaimAsync(TaskWorkOptions? options = null, CancellationToken cancel = default) =>
        await _claimer.ClaimAsync((options ?? TaskWorkOptions.Default).Validate(), _held.IsEmpty, cancel).ConfigureAwait(false) is { } task ? await HoldAsync(task).ConfigureAwait(false) : null;

    /// <summary>Claims one task.</summary>
    /// <exception cref="TaskStateException">It has ended, waits for others, or belongs to another agent.</exception>
    public async ValueTask<TaskClaim> ClaimAsync(string id, CancellationToken cancel = default) =>
        await HoldAsync(await _claimer.TakeAsync(id, fromOwner: false, cancel).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Takes a task from whoever has it, a lead or teammate of Claude Code included; that one can settle it no more.</summary>
    /// <exception cref="TaskStateException">It has ended, or waits for others.</exception>
    public async ValueTask<TaskClaim> StealAsync(string id, CancellationToken cancel = default) =>
        await HoldAsync(await _claimer.TakeAsync(id, fromOwner: true, cancel).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Hands out tasks as this agent can do them, until <paramref name="cancel"/> says stop. Each must be completed, failed or released; one that is merely disposed is given back.</summary>
    /// <param name="options">Which tasks, and from whom.</param>
    /// <param name="cancel">Stops claiming.</param>
    public async IAsyncEnumerable<TaskClaim> WorkAsync(TaskWorkOptions? options = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var how = (options ?? TaskWorkOptions.Default).Validate();
        while (!cancel.IsCancellationRequested && !_bell.IsClosed)
        {
            // Taken before looking: what comes in between rings it.
            var ring = _bell.Ring();
            if (await TryClaimAsync(how, cancel).ConfigureAwait(false) is { } claim)
            {
                if (cancel.IsCancellationRequested)
                {
                    await claim.TryReleaseAsync().ConfigureAwait(false); // Told to stop while it claimed.
                    yield break;
                }

                yield return claim;
            }
            else
            {
                await _bell.WaitAsync(ring, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Has a handler do the tasks with payloads that it takes, until <paramref name="cancel"/> says stop. What a <see cref="HandlesAttribute"/> method returns becomes the task's result;
    /// what it throws fails the attempt. Its <see cref="MessageContext"/> shows the task as a message, and its claim.
    /// </summary>
    /// <param name="handler">An object of a class with <see cref="HandlesAttribute"/> methods.</param>
    /// <param name="options">Which tasks, and from whom; the types are the handler's.</param>
    /// <param name="cancel">Stops claiming; handlers that run are told by their token, and waited for.</param>
    public async Task RunAsync(IMessageHandler handler, TaskWorkOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var how = (options ?? TaskWorkOptions.Default).Validate();
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancel, how.StopClaiming);
        using var run = await _dispatch(handler, working, cancel).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            WorkAsync(how with { Types = [.. handler.Payloads.Select(static contract => contract.Name)] }, working.Token),
            new ParallelOptions { MaxDegreeOfParallelism = how.Concurrency, CancellationToken = CancellationToken.None },
            (claim, _) => _handle(run.HandleAsync, new MessageDelivery(claim.ToMessage(), claim.Attempt, new TaskSettlement(claim)) { TaskClaim = claim }, cancel)).ConfigureAwait(false);
    }

    /// <summary>Remembers something by hand: it comes with later claims that it has to do with, as if a task had taught it.</summary>
    /// <param name="subject">What it is about, in a few words.</param>
    /// <param name="text">What to remember.</param>
    /// <param name="type">The payload type of the tasks that it is for.</param>
    /// <param name="cancel">Stops before anything is written.</param>
    /// <returns>The note; it is in <see cref="AgentMailbox.Tasks"/>, whose <see cref="DeleteAsync"/> removes it.</returns>
    public async ValueTask<TaskInfo> RememberAsync(string subject, string text, string? type = null, CancellationToken cancel = default) => await _memory.RememberAsync(subject, text, type, cancel).ConfigureAwait(false);

    /// <summary>Whether it holds a task now.</summary>
    internal bool IsHolding => !_held.IsEmpty;

    internal Task TellOwnersAsync() => _book.TellOwnersAsync();

    internal void Check()
    {
        foreach (var claim in _held.Keys)
        {
            claim.Check();
        }
    }

    /// <summary>Gives back what is claimed.</summary>
    internal async ValueTask CloseAsync()
    {
        _bell.Dispose();
        List<Exception> failed = [];
        foreach (var claim in _held.Keys)
        {
            try
            {
                await claim.TryReleaseAsync().ConfigureAwait(false);
            }
            catch (MailboxException e)
            {
                failed.Add(e); // Each by itself: what cannot be given back now is taken over once this process is gone.
            }
        }

        _book.Store.Dispose();
        if (failed.Count > 0)
        {
            throw failed[0];
        }
    }

    private async ValueTask<TaskClaim?> TryClaimAsync(TaskWorkOptions how, CancellationToken cancel)
    {
        try
        {
            return await ClaimAsync(how, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (cancel.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            return null; // Told to stop while it looked.
        }
    }

    private async ValueTask<TaskClaim> HoldAsync(TaskFile task)
    {
        // It is claimed on disk: held first, so that whatever fails from here on it is given back.
        var claim = new TaskClaim(_book, _claimer, task, one => _held.TryRemove(one, out _));
        _held[claim] = true;
        if (_bell.IsClosed)
        {
            await claim.TryReleaseAsync().ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(condition: true, this);
        }

        claim.Lessons = await _memory.RecallAsync(_book.Store, task).ConfigureAwait(false);
        return claim;
    }
}
