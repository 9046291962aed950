using Mailbox.Tasks;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>
/// A task that this agent has claimed. It stays claimed while the mailbox gives signs of life; disposing gives it back unless it was completed or failed. When the agent is
/// taken for dead and the task goes to another, every call below throws <see cref="LeaseLostException"/>.
/// </summary>
public sealed class TaskClaim : IAsyncDisposable
{
    private readonly TaskBook _book;
    private readonly TaskClaimer _claimer;
    private readonly Action<TaskClaim> _letGo;
    private readonly CancellationTokenSource _lost = new();
    private int _settled;

    internal TaskClaim(TaskBook book, TaskClaimer claimer, TaskFile task, Action<TaskClaim> letGo)
    {
        (_book, _claimer, _letGo) = (book, claimer, letGo);
        Task = book.Store.Describe(task);
        FencingToken = task.Details.Claim!.Token;
    }

    /// <summary>The task as it was claimed.</summary>
    public TaskInfo Task { get; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => Task.Attempt;

    /// <summary>The fencing token: every later claim has a greater one. Hand it to whatever must refuse a stale worker.</summary>
    public long FencingToken { get; }

    /// <summary>What earlier tasks taught, the most relevant first (<see cref="MailboxOptions.TaskMemory"/>).</summary>
    public IReadOnlyList<TaskLesson> Lessons { get; internal set; } = [];

    /// <summary>Cancelled when another agent has the task, or somebody ended it: what is being done does not count any more.</summary>
    public CancellationToken LeaseLost => _lost.Token;

    /// <summary>The task's payload; or its description, as a string.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>, or string.</typeparam>
    /// <exception cref="PayloadException">It is another payload, none at all, or does not match its schema.</exception>
    public T Read<T>()
        where T : notnull => ToMessage().Read<T>();

    /// <summary>Writes a note on the task, for all to see.</summary>
    /// <exception cref="LeaseLostException">The task is somebody else's by now.</exception>
    public async ValueTask NoteAsync(string text, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (!await ChangeAsync(task => task.With(task.Fields, _book.Noted(task.Details, text)), isAdded: true, cancel).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>The task is done.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="lesson">What it taught, for whoever does something like it next.</param>
    /// <exception cref="LeaseLostException">The task is somebody else's by now.</exception>
    public async ValueTask CompleteAsync(string? result = null, string? lesson = null)
    {
        if (!await TryCompleteAsync(result, lesson).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>The task is done, and this payload came of it.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    /// <exception cref="LeaseLostException">The task is somebody else's by now.</exception>
    public ValueTask CompleteAsync<T>(T result, string? lesson = null)
        where T : notnull => CompleteAsync(OutgoingMessage.Of(result).Text, lesson);

    /// <summary>This attempt failed. The task comes back after a pause, or becomes a dead letter when it was the last.</summary>
    /// <param name="reason">Why; it is kept with the task.</param>
    /// <param name="retryAfter">The pause; default <see cref="MailboxOptions.RetryDelay"/>, doubled with each attempt.</param>
    /// <param name="lesson">What it taught.</param>
    /// <exception cref="LeaseLostException">The task is somebody else's by now.</exception>
    public async ValueTask FailAsync(string reason, TimeSpan? retryAfter = null, string? lesson = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (!await TryFailAsync(reason, retryAfter, isLast: false, lesson).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>Gives the task back as if it had not been claimed.</summary>
    /// <exception cref="LeaseLostException">The task is somebody else's by now.</exception>
    public async ValueTask ReleaseAsync()
    {
        if (!await TryReleaseAsync().ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    /// <summary>Gives the task back unless it was completed or failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await TryReleaseAsync().ConfigureAwait(false); // Lost or settled has the same end: there is nothing to give back.
        _lost.Dispose();
    }

    internal Task<bool> TryCompleteAsync(string? result, string? lesson) => SettleAsync(task => _book.Completed(task, result, lesson));

    internal Task<bool> TryFailAsync(string reason, TimeSpan? pause, bool isLast, string? lesson) => SettleAsync(task => _book.Failed(task, reason, pause, isLast, lesson));

    internal Task<bool> TryReleaseAsync() => SettleAsync(
        static task => task.With(task.Fields with { Status = TaskFields.Pending, Owner = null }, task.Details with { Claim = null, Attempt = Math.Max(0, (task.Details.Attempt ?? 1) - 1) }));

    internal bool Holds()
    {
        try
        {
            return _claimer.Holds(_book.Store.Find(Task.Id), FencingToken);
        }
        catch (MailboxException)
        {
            return true; // Half written by somebody who does not rename, or not to be read now: nothing says that it is lost.
        }
    }

    /// <summary>Looks whether the claim still holds, and tells when it does not.</summary>
    internal void Check()
    {
        if (Volatile.Read(ref _settled) == 0 && !Holds())
        {
            // Off this thread: what holders do in their callbacks must not keep the other claims from being looked at.
            _letGo(this);
            _ = _lost.CancelAsync();
        }
    }

    /// <summary>The task as a message, for a handler of its payload.</summary>
    internal Message ToMessage() => new()
    {
        Id = EntryReader.DeriveId(_book.Store.Folder.Path, $"task {Task.Id}"),
        From = Task.CreatedBy ?? "unknown",
        To = _book.Agent,
        Text = Task.Payload ?? (Task.Description.Length > 0 ? Task.Description : Task.Subject),
        Summary = Task.Subject,
        Timestamp = Task.CreatedAt ?? Task.ChangedAt,
        Type = Task.Type,
        Priority = Task.Priority,
    };

    private async Task<bool> SettleAsync(Func<TaskFile, TaskFile> settle)
    {
        if (Interlocked.CompareExchange(ref _settled, 1, 0) != 0)
        {
            return false;
        }

        try
        {
            var settled = await ChangeAsync(settle, isAdded: false, CancellationToken.None).ConfigureAwait(false);
            _letGo(this);
            return settled;
        }
        catch
        {
            // A locked list or a full disk: it is not settled, and the caller may try again.
            Volatile.Write(ref _settled, 0);
            throw;
        }
    }

    /// <summary>Changes the task if it is still ours; the fence is checked under the list's lock.</summary>
    private async Task<bool> ChangeAsync(Func<TaskFile, TaskFile> change, bool isAdded, CancellationToken cancel)
    {
        var held = false;
        try
        {
            await _book.Store.ChangeAsync(Task.Id, task =>
            {
                held = _claimer.Holds(task, FencingToken);
                return held ? change(task) : task;
            }, isAdded, cancel).ConfigureAwait(false);
        }
        catch (TaskNotFoundException)
        {
            return false; // Somebody removed it: Claude Code does when a task is deleted.
        }

        return held;
    }

    private LeaseLostException Lost() => new(Task.Id, FencingToken);
}
