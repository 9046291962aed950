using System.Globalization;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Store.Index;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Mailbox.Tasks;

/// <summary>
/// One list of tasks: its files, the truth, and their rows in the index. Whatever changes a file does so under the list's lock, and brings
/// the row up behind it; whatever else changed a file is found by the folder's time stamp, or, in a list that others write, by looking at every file.
/// </summary>
internal sealed class TaskStore(string list, TaskFolder folder, ITaskLock locks, IndexDatabase index, bool isOurs, MailboxOptions options, ILogger log) : IDisposable
{
    private const int BatchFiles = 256;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly ResiliencePipeline _busyTask = new ResiliencePipelineBuilder { Name = "task busy" }
        .AddRetry(new RetryStrategyOptions
        {
            // Somebody writes that one task: let the whole list go meanwhile, for it must not be held for longer than a change takes.
            ShouldHandle = new PredicateBuilder().Handle<ForeignLockException>(static e => e.IsOfTask),
            MaxRetryAttempts = Math.Max(1, (int)(options.ForeignLockTimeout / AgentTeamsTaskLock.TaskPatience)),
            Delay = TimeSpan.FromMilliseconds(5),
            UseJitter = true,
        })
        .Build();

    private readonly AsyncLocal<IDisposable?> _held = new();
    private bool _hasLooked;

    public string List => list;

    public bool IsOurs => isOurs;

    public TaskFolder Folder => folder;

    public StoreClock Now => StoreClock.Read(options.TimeProvider);

    private bool IsDurable => options.Durability == Durability.Durable;

    public Task<T> ReadAsync<T>(Func<IndexConnection, T> read, CancellationToken cancel) => index.ReadAsync(read, cancel);

    /// <summary>Brings the rows up to the files.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        if (await IsFreshAsync(cancel).ConfigureAwait(false))
        {
            return;
        }

        // One at a time in a process: the first look at a long list takes its time, and what it finds is for all.
        await _refreshing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!isOurs)
            {
                await LookAsync(cancel).ConfigureAwait(false);
            }
            else if (!await IsFreshAsync(cancel).ConfigureAwait(false))
            {
                // Most of it while others go on; the rest, and the stamp that vouches for it, while nobody can write.
                await LookAsync(cancel).ConfigureAwait(false);
                using var held = await locks.AcquireAsync(cancel).ConfigureAwait(false);
                var stamp = folder.NewStamp();
                await LookAsync(cancel).ConfigureAwait(false);
                await index.WriteAsync(connection =>
                {
                    TaskQueries.SetFolderStamp(connection, list, stamp, before: null);
                    return true;
                }).ConfigureAwait(false);
                _hasLooked = true;
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public async Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancel)
    {
        await RefreshAsync(cancel).ConfigureAwait(false);
        var ids = await ReadAsync(connection => TaskQueries.Find(connection, list, query, Now), cancel).ConfigureAwait(false);
        return [.. ids.Select(row => TryRead(row.Id) is { } task ? Describe(task, row.Blockers) : null).OfType<TaskInfo>()];
    }

    public async Task<IReadOnlyDictionary<TaskState, int>> CountAsync(CancellationToken cancel)
    {
        await RefreshAsync(cancel).ConfigureAwait(false);
        return await ReadAsync(connection => TaskQueries.Count(connection, list, Now), cancel).ConfigureAwait(false);
    }

    /// <summary>Removes ended tasks that are too many; only of our own list.</summary>
    public async Task<int> RetireAsync(int max, bool dryRun, CancellationToken cancel)
    {
        await RefreshAsync(cancel).ConfigureAwait(false);
        var outlived = await ReadAsync(connection => TaskQueries.Outlived(connection, list, max), cancel).ConfigureAwait(false);
        if (!dryRun)
        {
            foreach (var batch in outlived.Chunk(100))
            {
                await LockedAsync(async () =>
                {
                    foreach (var task in batch.Select(TryRead).OfType<TaskFile>().Where(task => Describe(task, 0).State == TaskState.Done))
                    {
                        await DeleteAsync(task.Id).ConfigureAwait(false);
                    }

                    return true;
                }, cancel).ConfigureAwait(false);
            }
        }

        return outlived.Count;
    }

    /// <summary>Null for one that is not there, or that Claude Code keeps for itself.</summary>
    public TaskFile? Find(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && folder.TryRead(number) is { Fields.IsInternal: false } task ? task : null;

    /// <exception cref="TaskNotFoundException">There is none.</exception>
    public TaskFile Get(string id) => Find(id) ?? throw new TaskNotFoundException(id, folder.Path);

    public TaskInfo Describe(TaskFile task, int? blockers = null) =>
        TaskView.Describe(task, blockers ?? OpenBlockers(task), folder.Identify(task.Id), folder.FileOf(task.Id), Now);

    /// <summary>How many tasks that it depends on are not done, by their files. One that is not there blocks nobody; one that cannot be read now does.</summary>
    public int OpenBlockers(TaskFile task) => TaskView.BlockedBy(task).Count(IsOpen);

    /// <summary>Runs <paramref name="work"/> under the list's lock. In a foreign list it may run again, because one task's lock was busy: then nothing was written before.</summary>
    public async Task<T> LockedAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        return await Storage.GuardAsync("Changing a list of tasks", folder.Path, async () =>
        {
            folder.Make();
            return await _busyTask.ExecuteAsync(async token =>
            {
                using var held = await locks.AcquireAsync(token).ConfigureAwait(false);
                _held.Value = held; // Of this call alone: a lock that was broken as stale may be held by another call by now.
                return await work().ConfigureAwait(false);
            }, cancel).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Changes one task under the lock; <paramref name="change"/> may refuse by throwing.</summary>
    public Task<TaskFile> ChangeAsync(string id, Func<TaskFile, TaskFile> change, bool isAdded, CancellationToken cancel) => LockedAsync(async () =>
    {
        var before = Get(id);
        return await WriteAsync(before, change(before), isAdded).ConfigureAwait(false);
    }, cancel);

    /// <summary>Writes a task; call it under the lock. If we die before the row is written, the folder's stamp differs from the one noted, and the next look finds it.</summary>
    /// <param name="before">The task as it was; null for a new one.</param>
    /// <param name="after">The task as it shall be.</param>
    /// <param name="isAdded">Whether a user adds to it.</param>
    public async Task<TaskFile> WriteAsync(TaskFile? before, TaskFile after, bool isAdded)
    {
        if (ReferenceEquals(before, after))
        {
            return after;
        }

        using var task = await locks.AcquireTaskAsync(folder.FileOf(after.Id), CancellationToken.None).ConfigureAwait(false);
        var stamp = folder.Stamp;
        locks.EnsureOwned(_held.Value);
        locks.EnsureOwned(task);

        // A claim, too: a task that is replaced by what was not flushed can be lost with it. A foreign list's lock is not held for that long, and its client does not flush either.
        folder.Write(after, isAdded, IsDurable && isOurs);
        if (isOurs && folder.Identify(after.Id) is { } file)
        {
            await PutQuietlyAsync(after, file, stamp).ConfigureAwait(false);
        } // Else the next look finds it: a foreign lock is held for the file alone, and never while the index may be busy.

        return after;
    }

    /// <summary>Removes a task for good; call it under the lock.</summary>
    public async Task DeleteAsync(long id)
    {
        using var task = await locks.AcquireTaskAsync(folder.FileOf(id), CancellationToken.None).ConfigureAwait(false);
        var stamp = folder.Stamp;
        locks.EnsureOwned(_held.Value);
        locks.EnsureOwned(task);
        folder.Delete(id, IsDurable && isOurs);
        if (!isOurs)
        {
            return;
        }

        var after = folder.NewStamp();
        await index.WriteAsync(connection =>
        {
            TaskQueries.Remove(connection, list, id);
            TaskQueries.SetFolderStamp(connection, list, after, stamp);
            return true;
        }).ConfigureAwait(false);
    }

    public void Dispose() => _refreshing.Dispose();

    /// <summary>The next fencing token.</summary>
    public Task<long> NextTokenAsync() => index.WriteAsync(static connection => connection.Number("UPDATE meta SET value = value + 1 WHERE key = 'fence' RETURNING value")!.Value);

    /// <summary>One damaged file must not hide the others; whoever asks for it by its id is told.</summary>
    public TaskFile? TryRead(long id)
    {
        try
        {
            return folder.TryRead(id) is { Fields.IsInternal: false } task ? task : null;
        }
        catch (DamagedFileException)
        {
            return null;
        }
    }

    private bool IsOpen(long id)
    {
        try
        {
            return folder.TryRead(id) is { } blocker && TaskView.StateOf(blocker, 0, Now) != TaskState.Done;
        }
        catch (DamagedFileException)
        {
            return true; // Half written, by a client that does not rename: what it says nobody knows until it is whole.
        }
    }

    private async Task<bool> IsFreshAsync(CancellationToken cancel)
    {
        var stamp = folder.Stamp;
        return isOurs && _hasLooked && stamp != 0 && await index.ReadAsync(connection => TaskQueries.FolderStamp(connection, list), cancel).ConfigureAwait(false) == stamp;
    }

    /// <summary>Compares every file with its row.</summary>
    private async Task LookAsync(CancellationToken cancel)
    {
        var known = await index.ReadAsync(connection => TaskQueries.Stamps(connection, list), cancel).ConfigureAwait(false);
        List<(long Id, FileIdentity File)> changed = [];
        foreach (var id in folder.Ids())
        {
            if (folder.Identify(id) is { } file && !(known.Remove(id, out var old) && old == TaskView.StampOf(file)))
            {
                changed.Add((id, file));
            }
        }

        foreach (var batch in changed.OrderBy(static one => one.Id).Chunk(BatchFiles))
        {
            cancel.ThrowIfCancellationRequested();

            // The stamp is that of before the reading: what is written in between makes the next look differ.
            await PutAsync([.. batch.Select(one => (Task: TryRead(one.Id), one.File)).Where(static one => one.Task is not null).Select(static one => (one.Task!, one.File))], folderBefore: null).ConfigureAwait(false);
        }

        if (known.Count > 0)
        {
            await index.WriteAsync(connection =>
            {
                foreach (var gone in known.Keys)
                {
                    TaskQueries.Remove(connection, list, gone);
                }

                return true;
            }).ConfigureAwait(false);
        }
    }

    /// <summary>The file is written, so the task is as it says: a busy index or a full disk must not tell the caller otherwise. The folder's stamp differs, and the next look brings the row up.</summary>
    private async Task PutQuietlyAsync(TaskFile task, FileIdentity file, long folderBefore)
    {
        try
        {
            await PutAsync([(task, file)], folderBefore).ConfigureAwait(false);
        }
        catch (MailboxException e)
        {
            Log.BackgroundFailed(log, e);
        }
    }

    private Task<bool> PutAsync(IReadOnlyList<(TaskFile Task, FileIdentity File)> tasks, long? folderBefore)
    {
        var rows = tasks.Select(pair => (Row: TaskView.Row(list, pair.Task, pair.File), BlockedBy: TaskView.BlockedBy(pair.Task), Text: TaskView.Text(pair.Task))).ToList();
        var after = folderBefore is null ? 0 : folder.NewStamp();
        return index.WriteAsync(connection =>
        {
            foreach (var (row, blockedBy, text) in rows)
            {
                TaskQueries.Put(connection, row, blockedBy, text);
            }

            if (folderBefore is { } before)
            {
                TaskQueries.SetFolderStamp(connection, list, after, before);
            }

            return true;
        });
    }
}
