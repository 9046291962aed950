using System.Collections.Concurrent;
using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Processes;
using Mailbox.Store.Index;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Tasks;

/// <summary>The tasks of one list as one agent makes, looks at and changes them.</summary>
internal sealed class TaskBook(string agent, TaskStore store, Outbox outbox, AddressBook addresses, MailboxOptions options, ILogger log)
{
    private const int MaxNotes = 100;
    private const int MaxNote = 4000;
    private readonly ConcurrentQueue<(string Owner, TaskAssignment Assignment)> _untold = new();

    public string Agent => agent;

    public TaskStore Store => store;

    public DateTimeOffset UtcNow => options.TimeProvider.GetUtcNow();

    public async Task<TaskInfo> EnqueueAsync(NewTask task, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(task.Subject, nameof(task));
        if (task.Owner is not null)
        {
            TeamNames.Validate(task.Owner);
        }

        var made = await store.LockedAsync(async () =>
        {
            var blockers = task.BlockedBy.Distinct(StringComparer.Ordinal).Select(store.Get).ToList();
            var id = store.Folder.NextId(listAll: !store.IsOurs);

            // The new task first, complete with what it waits for; if we die before its blockers know of it, that is all that is missing.
            var written = await store.WriteAsync(before: null, TaskFile.New(id, FieldsOf(task), DetailsOf(task)), isAdded: true).ConfigureAwait(false);
            foreach (var blocker in blockers)
            {
                await LinkAsync(blocker, blocker.Fields.Blocks.Append(IdOf(written))).ConfigureAwait(false);
            }

            return written;
        }, cancel).ConfigureAwait(false);
        await TellOwnerAsync(made, before: null).ConfigureAwait(false);
        return store.Describe(made);
    }

    public async Task<TaskInfo> RememberAsync(string subject, string text, string? type, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        System.Text.Json.JsonElement? payload = type is null ? null : Parse($"{{\"type\":\"{System.Text.Json.JsonEncodedText.Encode(type)}\"}}");
        var note = await store.LockedAsync(() => store.WriteAsync(before: null, TaskFile.New(
            store.Folder.NextId(listAll: !store.IsOurs),
            new TaskFields { Subject = subject, Status = TaskFields.Completed },
            new TaskDetails { Note = true, CreatedBy = agent, CreatedAt = UtcNow, EndedAt = UtcNow, Lesson = text, Payload = payload }), isAdded: true), cancel).ConfigureAwait(false);
        return store.Describe(note);
    }

    public async Task<TaskInfo> UpdateAsync(string id, TaskUpdate update, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(update.Owner))
        {
            TeamNames.Validate(update.Owner);
        }

        var (before, after) = await store.LockedAsync(async () =>
        {
            var before = store.Get(id);
            var blockedBy = before.Fields.BlockedBy.Except(update.RemoveBlockedBy, StringComparer.Ordinal).Union(update.AddBlockedBy, StringComparer.Ordinal).ToList();
            _ = update.AddBlockedBy.Select(store.Get).ToList(); // Each must be there.
            EnsureNoCycle(before, update.AddBlockedBy);
            var owner = update.Owner is null ? before.Fields.Owner : update.Owner.Length == 0 ? null : update.Owner;
            var changesOwner = owner != before.Fields.Owner;
            var after = before.With(before.Fields with
            {
                Subject = update.Subject ?? before.Fields.Subject,
                Description = update.Description ?? before.Fields.Description,
                ActiveForm = update.ActiveForm ?? before.Fields.ActiveForm,
                BlockedBy = blockedBy,
                Owner = owner,

                // Who had it has it no more: the claim goes with the owner, and its token with the claim.
                Status = changesOwner && before.Fields.Status == TaskFields.InProgress ? TaskFields.Pending : before.Fields.Status,
            }, update.Priority is null && !changesOwner ? before.Details : before.Details with
            {
                Priority = update.Priority is { } priority ? NameOf(priority) : before.Details.Priority,
                Claim = changesOwner ? null : before.Details.Claim,
            });
            await store.WriteAsync(before, after, isAdded: true).ConfigureAwait(false);
            await LinkAsync(before, after).ConfigureAwait(false);
            return (before, after);
        }, cancel).ConfigureAwait(false);
        await TellOwnerAsync(after, before).ConfigureAwait(false);
        return store.Describe(after);
    }

    public Task NoteAsync(string id, string text, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return store.ChangeAsync(id, task => task.With(task.Fields, Noted(task.Details, text)), isAdded: true, cancel);
    }

    public async Task<TaskInfo> CompleteAsync(string id, string? result, string? lesson, CancellationToken cancel) => store.Describe(await store.ChangeAsync(id, task =>
    {
        var state = store.Describe(task);
        return state.IsFinal || state.State == TaskState.Blocked || IsHeldByOther(task)
            ? throw new TaskStateException(state, state.IsFinal ? "it has ended already." : state.State == TaskState.Blocked ? "what it depends on is not done." : "another agent has it. Only who has a task completes it.")
            : Completed(task, result, lesson);
    }, isAdded: false, cancel).ConfigureAwait(false));

    /// <summary>Cancels a task. In a list that Claude Code writes, too, there is no such state: there it is removed, as the client does itself.</summary>
    public Task CancelAsync(string id, string? reason, CancellationToken cancel) => store.LockedAsync(async () =>
    {
        var task = store.Get(id);
        if (store.Describe(task) is { IsFinal: true } ended)
        {
            throw new TaskStateException(ended, "it has ended already.");
        }

        if (!store.IsOurs)
        {
            await RemoveAsync(task).ConfigureAwait(false);
            return true;
        }

        var details = reason is null ? task.Details : Noted(task.Details, reason);
        await store.WriteAsync(task, task.With(task.Fields with { Status = TaskFields.Pending, Owner = null }, details with { End = TaskDetails.Cancelled, Claim = null, Retry = null, EndedAt = UtcNow }), isAdded: false).ConfigureAwait(false);
        return true;
    }, cancel);

    public async Task<TaskInfo> SendAgainAsync(string id, CancellationToken cancel) => store.Describe(await store.ChangeAsync(id, task =>
        store.Describe(task) is { IsFinal: false } open
            ? throw new TaskStateException(open, "it has not ended. Only a task that is dead, cancelled or done is sent again.")
            : task.With(
                task.Fields with { Status = TaskFields.Pending, Owner = null },
                task.Details with { End = null, Claim = null, Retry = null, EndedAt = null, Attempt = null, Deadline = null, Result = null }), isAdded: false, cancel).ConfigureAwait(false));

    public Task DeleteAsync(string id, CancellationToken cancel) => store.LockedAsync(async () =>
    {
        await RemoveAsync(store.Get(id)).ConfigureAwait(false);
        return true;
    }, cancel);

    public TaskFile Completed(TaskFile task, string? result, string? lesson) => task.With(
        task.Fields with { Status = TaskFields.Completed, Owner = task.Fields.Owner ?? agent },
        task.Details with { Result = result ?? task.Details.Result, Lesson = lesson ?? task.Details.Lesson, Claim = null, Retry = null, EndedAt = UtcNow });

    /// <summary>An attempt that failed: back after a pause, or a dead letter when it was the last.</summary>
    public TaskFile Failed(TaskFile task, string reason, TimeSpan? pause, bool isLast, string? lesson)
    {
        var attempt = task.Details.Attempt ?? 1;
        var failure = new FailedAttempt(attempt, task.Details.Claim?.Process ?? ProcessIdentity.Current.ToString(), UtcNow, Cut(reason));
        var isDead = isLast || attempt >= (task.Details.MaxAttempts ?? options.MaxAttempts);
        var wait = pause ?? MessageBackoff.After(attempt, options);
        return task.With(task.Fields with { Status = TaskFields.Pending, Owner = null }, task.Details with
        {
            Failures = [.. (task.Details.Failures ?? []).TakeLast(MaxNotes - 1), failure],
            Lesson = lesson ?? task.Details.Lesson,
            Claim = null,
            End = isDead ? TaskDetails.Dead : null,
            EndedAt = isDead ? UtcNow : null,
            Retry = isDead ? null : new RetryRecord(UtcNow + wait, BootIdentity.Current, store.Now.After(wait)),
        });
    }

    public TaskDetails Noted(TaskDetails details, string text) => details with
    {
        Notes = [.. (details.Notes ?? []).TakeLast(MaxNotes - 1), new TaskNote(agent, UtcNow, Cut(text))],
    };

    private static string Cut(string text) => text.Length <= MaxNote ? text : text[..MaxNote] + "…";

    private static string IdOf(TaskFile task) => task.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string NameOf(Priority priority) => priority.ToString().ToLowerInvariant();

    private static System.Text.Json.JsonElement Parse(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json, new System.Text.Json.JsonDocumentOptions { MaxDepth = Json.PayloadFrame.MaxDepth });
        return document.RootElement.Clone();
    }

    private static TaskFields FieldsOf(NewTask task) => new()
    {
        Subject = task.Subject, Description = task.Description, ActiveForm = task.ActiveForm, Owner = task.Owner, BlockedBy = [.. task.BlockedBy.Distinct(StringComparer.Ordinal)],
    };

    private TaskDetails DetailsOf(NewTask task) => new()
    {
        CreatedBy = agent,
        CreatedAt = UtcNow,
        Payload = task.Payload is null ? null : Parse(task.Payload),
        Priority = task.Priority == Priority.Normal ? null : NameOf(task.Priority),
        Capabilities = task.Capabilities.Count == 0 ? null : task.Capabilities,
        NotBefore = task.NotBefore,
        Deadline = task.Deadline,
        MaxAttempts = task.MaxAttempts,
    };

    private bool IsHeldByOther(TaskFile task) => task.Fields is { Status: TaskFields.InProgress, Owner: { } owner } && owner != agent;

    /// <summary>The other ends of the dependencies that came and went.</summary>
    private async Task LinkAsync(TaskFile before, TaskFile after)
    {
        var id = IdOf(after);
        foreach (var blocker in after.Fields.BlockedBy.Except(before.Fields.BlockedBy, StringComparer.Ordinal).Select(store.Find).OfType<TaskFile>())
        {
            await LinkAsync(blocker, blocker.Fields.Blocks.Union([id], StringComparer.Ordinal)).ConfigureAwait(false);
        }

        foreach (var blocker in before.Fields.BlockedBy.Except(after.Fields.BlockedBy, StringComparer.Ordinal).Select(store.Find).OfType<TaskFile>())
        {
            await LinkAsync(blocker, blocker.Fields.Blocks.Where(other => other != id)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the other end of a dependency. What decides is the end at the task that waits, and that is written already: a failure here is no failure of the call.</summary>
    private async Task LinkAsync(TaskFile blocker, IEnumerable<string> blocks)
    {
        try
        {
            await store.WriteAsync(blocker, blocker.With(blocker.Fields with { Blocks = [.. blocks] }, blocker.Details), isAdded: false).ConfigureAwait(false);
        }
        catch (MailboxException e)
        {
            Log.BackgroundFailed(log, e);
        }
    }

    /// <summary>As the real client deletes: the file goes, the mark rises, and the id goes out of all others.</summary>
    private async Task RemoveAsync(TaskFile task)
    {
        var id = IdOf(task);
        foreach (var other in task.Fields.BlockedBy.Union(task.Fields.Blocks, StringComparer.Ordinal).Select(store.Find).OfType<TaskFile>())
        {
            await store.WriteAsync(other, other.With(other.Fields with
            {
                Blocks = [.. other.Fields.Blocks.Where(one => one != id)], BlockedBy = [.. other.Fields.BlockedBy.Where(one => one != id)],
            }, other.Details), isAdded: false).ConfigureAwait(false);
        }

        await store.DeleteAsync(task.Id).ConfigureAwait(false);
    }

    private void EnsureNoCycle(TaskFile task, IReadOnlyList<string> added)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> ahead = new(added);
        while (ahead.TryPop(out var id))
        {
            if (id == IdOf(task))
            {
                throw new ArgumentException($"Task {id} would depend on itself: {string.Join(", ", added)} {(added.Count == 1 ? "waits" : "wait")} for it already.", nameof(added));
            }

            if (seen.Add(id))
            {
                store.Find(id)?.Fields.BlockedBy.ToList().ForEach(ahead.Push); // One that is gone waits for nothing.
            }
        }
    }

    /// <summary>Whoever becomes the owner is told, as Claude Code tells its teammates. The task is its own already, so whom we cannot tell now is told at a later pulse.</summary>
    private async Task TellOwnerAsync(TaskFile task, TaskFile? before)
    {
        if (task.Fields.Owner is { } owner && owner != before?.Fields.Owner && owner != agent)
        {
            _untold.Enqueue((owner, new TaskAssignment(IdOf(task), task.Fields.Subject, task.Fields.Description, agent, UtcNow)));
            await TellOwnersAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells those who could not be told before.</summary>
    public async Task TellOwnersAsync()
    {
        for (var left = _untold.Count; left > 0 && _untold.TryDequeue(out var told); left--)
        {
            try
            {
                var message = OutgoingMessage.Of(told.Assignment) with { Summary = $"Task {told.Assignment.TaskId}: {told.Assignment.Subject}" };
                await outbox.SendAsync(outbox.Draft([message], told.Owner), told.Owner, addresses.IsOurs(told.Owner, allowUnknown: true), SendOptions.Default, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TeamEndedException)
            {
                // There is nobody left to tell.
            }
            catch (MailboxException e)
            {
                Log.BackgroundFailed(log, e);
                _untold.Enqueue(told);
            }
        }
    }
}
