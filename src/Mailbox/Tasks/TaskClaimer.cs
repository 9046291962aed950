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
        var token = await _store.NextTokenAsync().ConfigureAwait(false);
        return await _store.LockedAsync(async () =>
        {
            var task = _store.Get(id);
            var info = _store.Describe(task);
            var isMine = task.Fields.Owner is null || task.Fields.Owner == book.Agent;
            return info.State switch
            {
                TaskState.Waiting or TaskState.Delayed when isMine || fromOwner => await WriteClaimAsync(task, token).ConfigureAwait(false),
                TaskState.Claimed when fromOwner => await WriteClaimAsync(task, token).ConfigureAwait(false),
                TaskState.Claimed or TaskState.Waiting or TaskState.Delayed => throw new TaskStateException(info, "it belongs to another agent. Steal it if you must."),
                TaskState.Blocked => throw new TaskStateException(info, $"it waits for {string.Join(", ", info.BlockedBy)}."),
                _ => throw new TaskStateException(info, "it has ended. Send it again to have it done once more."),
            };
        }, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether a claim still holds: nobody has taken it over, ended the task, or changed its owner.</summary>
    public bool Holds(TaskFile? task, long token) => task is { Fields.Status: TaskFields.InProgress } && task.Fields.Owner == book.Agent && task.Details.Claim?.Token == token;

    private static bool Fits(string needs, IReadOnlyList<string> can) =>
        needs.Length == 0 || needs.Split('\n').All(need => can.Contains(need, StringComparer.OrdinalIgnoreCase));

    private bool IsFree(TaskFile task) =>
        _store.Describe(task).State == TaskState.Waiting && (task.Fields.Owner is null || task.Fields.Owner == book.Agent);

    private async Task<TaskFile?> StealAsync(TaskWorkOptions how, IReadOnlyList<string> can, bool isIdle, CancellationToken cancel)
    {
        var (owned, load) = await _store.ReadAsync(connection => (
            TaskQueries.Owned(connection, _store.List, book.Agent, how.Types, _store.Now), TaskQueries.Load(connection, _store.List)), cancel).ConfigureAwait(false);
        var fitting = owned.Where(row => Fits(row.Needs, can)).ToList();
        var stale = fitting.Where(row => IsStale(row.Owner, row.Session, row.State == (int)TaskState.Claimed, how)).Select(static row => row.Id).ToHashSet();
        var spare = !isIdle ? [] : fitting.Where(row => row.State != (int)TaskState.Claimed && load.GetValueOrDefault(row.Owner) >= how.OverloadedFrom && directory.Find(row.Owner) is not { IsMailbox: false })
            .Select(static row => row.Id).ToHashSet();
        return await TakeFirstAsync(
            [.. fitting.Select(static row => row.Id).Where(id => stale.Contains(id) || spare.Contains(id))],
            task => _store.Describe(task).State == TaskState.Waiting || (task.Fields.Status == TaskFields.InProgress && IsStale(task.Fields.Owner!, task.Details.Claim?.Session, isClaimed: true, how)),
            cancel).ConfigureAwait(false);
    }

    /// <summary>Whether an owner will not get to it. Of a member of Claude Code only its session's end can tell, and then one must have been asked to.</summary>
    private bool IsStale(string owner, string? session, bool isClaimed, TaskWorkOptions how)
    {
        var known = directory.Find(owner);
        if (known is { IsMailbox: false })
        {
            return how.StealsFromClaudeCode && !known.IsAlive;
        }

        return isClaimed && session is not null ? !directory.IsAlive(owner, session) : known is not { IsAlive: true };
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
        foreach (var task in candidates.Select(_store.TryRead).OfType<TaskFile>())
        {
            if (!isFree(task))
            {
                continue;
            }

            // What its last owner did not live to end counts as an attempt, and may have been the last.
            var freed = task.Fields.Status == TaskFields.InProgress ? book.Failed(task, DeadOwner, TimeSpan.Zero, isLast: false, lesson: null) : task;
            if (freed.Details.End is not null)
            {
                await _store.WriteAsync(task, freed, sync: true).ConfigureAwait(false);
                continue;
            }

            return await WriteClaimAsync(freed, token).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Not synced: should a power cut take it back, the task is claimed anew.</summary>
    private Task<TaskFile> WriteClaimAsync(TaskFile task, long token)
    {
        var claimed = task.With(task.Fields with { Owner = book.Agent, Status = TaskFields.InProgress }, task.Details with
        {
            Attempt = (task.Details.Attempt ?? 0) + 1,
            Claim = new ClaimRecord(Math.Max(token, (task.Details.Claim?.Token ?? 0) + 1), session, ProcessIdentity.Current.ToString(), options.TimeProvider.GetUtcNow()),
            Retry = null,
        });

        return _store.WriteAsync(task, claimed, sync: false);
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
                    await _store.WriteAsync(task, book.Failed(task, $"Nobody claimed it before its deadline, {task.Details.Deadline:O}.", pause: null, isLast: true, lesson: null), sync: true).ConfigureAwait(false);
                }

                return true;
            }, cancel).ConfigureAwait(false);
        }
    }
}
