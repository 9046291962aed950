using Mailbox.Agents;
using Mailbox.Processes;
using Mailbox.Store.Index;

namespace Mailbox.Tasks;

/// <summary>
/// Claims tasks for one open mailbox. The index says which could be claimed; under the list's lock the file decides. A claim lasts while the
/// mailbox that made it gives signs of life; then anybody may take it over, with a greater token, and the one who had it can settle it no more.
/// </summary>
internal sealed class TaskClaimer(TaskBook book, AgentDirectory directory, string session, MailboxOptions options)
{
    private const int Piece = 100;
    private const string DeadOwner = "The agent that had it ended or fell silent.";

    private readonly TaskStore _store = book.Store;

    /// <summary>The most urgent task that this agent may have; null when there is none now.</summary>
    public async Task<TaskFile?> ClaimAsync(TaskWorkOptions how, bool isIdle, CancellationToken cancel)
    {
        await _store.RefreshAsync(cancel).ConfigureAwait(false);
        await ExpireAsync(cancel).ConfigureAwait(false);
        var can = how.Capabilities ?? directory.Find(book.Agent)?.Capabilities ?? [];
        for (var offset = 0; ; offset += Piece)
        {
            var ready = await _store.ReadAsync(connection => TaskQueries.Ready(connection, _store.List, book.Agent, how.Types, _store.Now, Piece, offset), cancel).ConfigureAwait(false);
            if (await TakeFirstAsync([.. ready.Where(row => Fits(row.Needs, can)).Select(static row => row.Id)], IsFree, cancel).ConfigureAwait(false) is { } claimed)
            {
                return claimed;
            }

            if (ready.Count < Piece)
            {
                break;
            }
        }

        return how.Steals ? await StealAsync(how, can, isIdle, cancel).ConfigureAwait(false) : null;
    }

    /// <summary>Takes one task from whoever has it.</summary>
    /// <exception cref="TaskStateException">It has ended, or waits for others.</exception>
    public async Task<TaskFile> TakeAsync(string id, bool fromOwner, CancellationToken cancel)
    {
        await _store.RefreshAsync(cancel).ConfigureAwait(false);
        await ExpireAsync(cancel).ConfigureAwait(false);
        var can = directory.Find(book.Agent)?.Capabilities ?? [];
        var token = await _store.NextTokenAsync().ConfigureAwait(false);
        return await _store.LockedAsync(async () =>
        {
            var task = _store.Get(id);
            var info = _store.Describe(task);
            var isMine = task.Fields.Owner is null || task.Fields.Owner == book.Agent;
            var isLeft = task.Fields.Owner == book.Agent && !IsHeldHere(task) && !(TaskView.SessionOf(task) is { } holder && directory.IsAlive(book.Agent, holder));
            if (!fromOwner && !Fits(string.Join('\n', info.Capabilities), can))
            {
                throw new TaskStateException(info, $"it needs {string.Join(", ", info.Capabilities)}. Register with these capabilities, if you have them.");
            }

            return info.State switch
            {
                TaskState.Waiting when isMine || fromOwner => await WriteClaimAsync(task, task, token).ConfigureAwait(false),
                TaskState.Delayed when fromOwner => await WriteClaimAsync(task, task, token).ConfigureAwait(false),
                TaskState.Claimed when fromOwner => await WriteClaimAsync(task, task, token).ConfigureAwait(false),
                TaskState.Claimed when isLeft => await TryTakeAsync(task, token).ConfigureAwait(false) ?? throw new TaskStateException(_store.Describe(_store.Get(id)), "that was its last attempt."),
                TaskState.Claimed or TaskState.Waiting => throw new TaskStateException(info, "it belongs to another agent. Steal it if you must."),
                TaskState.Delayed => throw new TaskStateException(info, "its time has not come, or the pause after a failed attempt has not passed."),
                TaskState.Blocked => throw new TaskStateException(info, $"it waits for {string.Join(", ", info.BlockedBy)}."),
                _ => throw new TaskStateException(info, "it has ended. Send it again to have it done once more."),
            };
        }, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether a claim still holds: nobody has taken it over, ended the task, or changed its owner.</summary>
    public bool Holds(TaskFile? task, long token) => task is { Fields.Status: TaskFields.InProgress } && IsHeldHere(task) && task.Details.Claim?.Token == token;

    private static bool Fits(string needs, IReadOnlyList<string> can) =>
        needs.Length == 0 || needs.Split('\n').All(need => can.Contains(need, StringComparer.OrdinalIgnoreCase));

    private bool IsFree(TaskFile task) =>
        _store.Describe(task).State == TaskState.Waiting && (task.Fields.Owner is null || task.Fields.Owner == book.Agent);

    private bool IsHeldHere(TaskFile task) => TaskView.SessionOf(task) == session && task.Fields.Owner == book.Agent;

    private async Task<TaskFile?> StealAsync(TaskWorkOptions how, IReadOnlyList<string> can, bool isIdle, CancellationToken cancel)
    {
        var (owned, load) = await _store.ReadAsync(connection => (
            TaskQueries.Owned(connection, _store.List, book.Agent, session, how.Types, _store.Now), TaskQueries.Load(connection, _store.List)), cancel).ConfigureAwait(false);

        // Many tasks have few owners, and each is asked for once.
        Dictionary<(string, string?, bool), bool> known = [];
        bool IsFree(string owner, string? holder, bool isClaimed)
        {
            if (!known.TryGetValue((owner, holder, isClaimed), out var free))
            {
                known[(owner, holder, isClaimed)] = free = IsStale(owner, holder, isClaimed, how) || (isIdle && !isClaimed && IsOverloaded(owner, load, how));
            }

            return free;
        }

        return await TakeFirstAsync(
            [.. owned.Where(row => IsFree(row.Owner, row.Session, row.State == (int)TaskState.Claimed) && Fits(row.Needs, can)).Select(static row => row.Id)],
            task => task.Fields.Owner is { } owner && (task.Fields.Status == TaskFields.InProgress
                ? IsFree(owner, TaskView.SessionOf(task), isClaimed: true)
                : _store.Describe(task).State == TaskState.Waiting && IsFree(owner, holder: null, isClaimed: false)),
            cancel).ConfigureAwait(false);
    }

    private bool IsOverloaded(string owner, Dictionary<string, int> load, TaskWorkOptions how) =>
        load.GetValueOrDefault(owner) >= how.OverloadedFrom && directory.Find(owner) is { IsMailbox: true };

    /// <summary>
    /// Whether an owner will not get to it. What was claimed through Mailbox is free when the mailbox that claimed it is gone. All else in a list that Claude Code writes belongs to its
    /// lead and teammates, also those that have left, or whose team has: then one must have been asked to.
    /// </summary>
    private bool IsStale(string owner, string? holder, bool isClaimed, TaskWorkOptions how)
    {
        var known = directory.Find(owner);
        if (isClaimed && holder is not null)
        {
            return !directory.IsAlive(owner, holder);
        }

        return known is { IsMailbox: true } || _store.IsOurs ? known is not { IsAlive: true } : how.StealsFromClaudeCode && known is not { IsAlive: true };
    }

    private async Task<TaskFile?> TakeFirstAsync(List<long> candidates, Func<TaskFile, bool> isFree, CancellationToken cancel)
    {
        if (candidates.Count == 0)
        {
            return null;
        }

        var token = await _store.NextTokenAsync().ConfigureAwait(false);
        return await _store.LockedAsync(() => TakeFirstAsync(candidates, isFree, token), cancel).ConfigureAwait(false);
    }

    private async Task<TaskFile?> TakeFirstAsync(List<long> candidates, Func<TaskFile, bool> isFree, long token)
    {
        ForeignLockException? busy = null;
        foreach (var task in candidates.Select(_store.TryRead).OfType<TaskFile>().Where(isFree))
        {
            try
            {
                if (await TryTakeAsync(task, token).ConfigureAwait(false) is { } claimed)
                {
                    return claimed;
                }
            }
            catch (ForeignLockException e) when (e.IsOfTask)
            {
                busy = e; // Somebody writes that one just now; the next one is as good.
            }
        }

        return busy is null ? null : throw busy;
    }

    /// <summary>Null when it became a dead letter instead.</summary>
    private async Task<TaskFile?> TryTakeAsync(TaskFile task, long token)
    {
        // What its last owner did not live to end counts as an attempt, and may have been the last.
        var freed = task.Fields.Status == TaskFields.InProgress ? book.Failed(task, DeadOwner, TimeSpan.Zero, isLast: false, lesson: null) : task;
        if (freed.Details.End is null)
        {
            return await WriteClaimAsync(task, freed, token).ConfigureAwait(false);
        }

        await _store.WriteAsync(task, freed, isAdded: false).ConfigureAwait(false);
        return null;
    }

    private Task<TaskFile> WriteClaimAsync(TaskFile before, TaskFile task, long token)
    {
        var claimed = task.With(task.Fields with { Owner = book.Agent, Status = TaskFields.InProgress }, task.Details with
        {
            Attempt = (task.Details.Attempt ?? 0) + 1,
            Claim = new ClaimRecord(book.Agent, Math.Max(token, (task.Details.Claim?.Token ?? 0) + 1), session, ProcessIdentity.Current.ToString(), options.TimeProvider.GetUtcNow()),
            Retry = null,
        });

        return _store.WriteAsync(before, claimed, isAdded: false);
    }

    private async Task ExpireAsync(CancellationToken cancel)
    {
        var overdue = await _store.ReadAsync(connection => TaskQueries.Overdue(connection, _store.List, _store.Now), cancel).ConfigureAwait(false);
        if (overdue.Count > 0)
        {
            await _store.LockedAsync(async () =>
            {
                foreach (var task in overdue.Select(_store.TryRead).OfType<TaskFile>().Where(task => task.Details.Deadline <= book.UtcNow && _store.Describe(task) is { IsFinal: false, State: not TaskState.Claimed }))
                {
                    await _store.WriteAsync(task, book.Failed(task, $"Nobody claimed it before its deadline, {task.Details.Deadline:O}.", pause: null, isLast: true, lesson: null), isAdded: false).ConfigureAwait(false);
                }

                return true;
            }, cancel).ConfigureAwait(false);
        }
    }
}
