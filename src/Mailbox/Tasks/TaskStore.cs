using System.Globalization;
using Mailbox.Store;
using Mailbox.Store.Index;

namespace Mailbox.Tasks;

/// <summary>
/// One list of tasks: its files, the truth, and their rows in the index. Whatever changes a file does so under the list's lock, and brings
/// the row up behind it; whatever else changed a file is found by the folder's time stamp, or, in a list that others write, by looking at every file.
/// </summary>
internal sealed class TaskStore(string list, TaskFolder folder, ITaskLock locks, IndexDatabase index, bool isOurs, MailboxOptions options)
{
    private const int BatchFiles = 256;
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
        var before = folder.Stamp;
        if (before == 0 || (isOurs && _hasLooked && await index.ReadAsync(connection => TaskQueries.FolderStamp(connection, list), cancel).ConfigureAwait(false) == before))
        {
            return;
        }

        var known = await index.ReadAsync(connection => TaskQueries.Stamps(connection, list), cancel).ConfigureAwait(false);
        List<long> changed = [];
        foreach (var id in folder.Ids())
        {
            var stamp = folder.Identify(id) is { } file ? TaskView.StampOf(file) : null;
            if (stamp is not null && !(known.Remove(id, out var old) && old == stamp))
            {
                changed.Add(id);
            }
        }

        foreach (var batch in changed.Order().Chunk(BatchFiles))
        {
            cancel.ThrowIfCancellationRequested();
            await PutAsync([.. batch.Select(TryRead).OfType<TaskFile>()], folderBefore: null).ConfigureAwait(false);
        }

        await index.WriteAsync(connection =>
        {
            foreach (var gone in known.Keys)
            {
                TaskQueries.Remove(connection, list, gone);
            }

            TaskQueries.SetFolderStamp(connection, list, before, before: null);
            return true;
        }).ConfigureAwait(false);
        _hasLooked = true;
    }

    /// <summary>Null for one that is not there, or that Claude Code keeps for itself.</summary>
    public TaskFile? Find(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && folder.TryRead(number) is { Fields.IsInternal: false } task ? task : null;

    /// <exception cref="TaskNotFoundException">There is none.</exception>
    public TaskFile Get(string id) => Find(id) ?? throw new TaskNotFoundException(id, folder.Path);

    public TaskInfo Describe(TaskFile task, int? blockers = null) =>
        TaskView.Describe(task, blockers ?? OpenBlockers(task), folder.Identify(task.Id), folder.FileOf(task.Id), Now);

    /// <summary>How many tasks that it depends on are not done, by their files. One that is not there blocks nobody.</summary>
    public int OpenBlockers(TaskFile task) => TaskView.BlockedBy(task).Count(id => TryRead(id) is { } blocker && TaskView.StateOf(blocker, 0, Now) != TaskState.Done);

    /// <summary>Runs <paramref name="work"/> under the list's lock.</summary>
    public async Task<T> LockedAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        folder.Make();
        using var held = await locks.AcquireAsync(cancel).ConfigureAwait(false);
        return await work().ConfigureAwait(false);
    }

    /// <summary>Changes one task under the lock; <paramref name="change"/> may refuse by throwing.</summary>
    public Task<TaskFile> ChangeAsync(string id, Func<TaskFile, TaskFile> change, bool sync, CancellationToken cancel) => LockedAsync(async () =>
    {
        var before = Get(id);
        return await WriteAsync(before, change(before), sync).ConfigureAwait(false);
    }, cancel);

    /// <summary>Writes a task; call it under the lock. If we die before the row is written, the folder's stamp differs from the one noted, and the next look finds it.</summary>
    public async Task<TaskFile> WriteAsync(TaskFile? before, TaskFile after, bool sync)
    {
        if (ReferenceEquals(before, after))
        {
            return after;
        }

        using (await locks.AcquireTaskAsync(folder.FileOf(after.Id), CancellationToken.None).ConfigureAwait(false))
        {
            var stamp = folder.Stamp;
            folder.Write(after, sync && IsDurable);
            if (isOurs)
            {
                await PutAsync([after], stamp).ConfigureAwait(false);
            } // Else the next look finds it: a foreign lock is held for the file alone, and never while the index may be busy.
        }

        return after;
    }

    /// <summary>Removes a task for good; call it under the lock.</summary>
    public async Task DeleteAsync(long id)
    {
        var stamp = folder.Stamp;
        folder.Delete(id);
        if (!isOurs)
        {
            return;
        }

        await index.WriteAsync(connection =>
        {
            TaskQueries.Remove(connection, list, id);
            TaskQueries.SetFolderStamp(connection, list, folder.Stamp, stamp);
            return true;
        }).ConfigureAwait(false);
    }

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

    private Task<bool> PutAsync(IReadOnlyList<TaskFile> tasks, long? folderBefore)
    {
        var rows = tasks.Select(task => (Task: task, File: folder.Identify(task.Id))).Where(static pair => pair.File is not null)
            .Select(pair => (Row: TaskView.Row(list, pair.Task, pair.File!.Value), BlockedBy: TaskView.BlockedBy(pair.Task), Text: TaskView.Text(pair.Task))).ToList();
        var after = folder.Stamp;
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
