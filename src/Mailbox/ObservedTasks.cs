using Mailbox.Tasks;

namespace Mailbox;

/// <summary>A list of tasks, to be looked at.</summary>
public sealed class ObservedTasks
{
    private readonly TaskStore _store;

    internal ObservedTasks(TaskStore store) => _store = store;

    /// <summary>The folder with the files.</summary>
    public string Folder => _store.Folder.Path;

    /// <summary>The tasks, by id.</summary>
    /// <param name="query">Which of them; default the first 100.</param>
    /// <param name="cancel">Stops the search.</param>
    public async ValueTask<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery? query = null, CancellationToken cancel = default) => await _store.ListAsync(query ?? new TaskQuery(), cancel).ConfigureAwait(false);

    /// <summary>How many tasks are in which state; states without any are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<TaskState, int>> CountAsync(CancellationToken cancel = default) => await _store.CountAsync(cancel).ConfigureAwait(false);

    /// <summary>One task.</summary>
    /// <exception cref="TaskNotFoundException">There is none of that id.</exception>
    /// <exception cref="DamagedFileException">Its file cannot be read.</exception>
    public ValueTask<TaskInfo> GetAsync(string id, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_store.Describe(_store.Get(id)));
    }
}
