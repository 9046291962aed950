using System.Globalization;
using Mailbox.Agents;
using Mailbox.Files;
using Mailbox.Payloads;
using Mailbox.Processes;
using Mailbox.Store;
using Mailbox.Store.Index;

namespace Mailbox.Tasks;

/// <summary>A task's file as the index and as users see it.</summary>
internal static class TaskView
{
    private const int Open = 0;

    public static TaskInfo Describe(TaskFile task, int blockers, FileIdentity? file, string path, StoreClock now) => new()
    {
        Id = task.Id.ToString(CultureInfo.InvariantCulture),
        Subject = task.Fields.Subject,
        Description = task.Fields.Description,
        ActiveForm = task.Fields.ActiveForm,
        State = StateOf(task, blockers, now),
        Owner = task.Fields.Owner,
        CreatedBy = task.Details.CreatedBy,
        CreatedAt = task.Details.CreatedAt,
        ChangedAt = file?.ModifiedAt ?? DateTimeOffset.UnixEpoch,
        Payload = task.Details.Payload?.GetRawText() is { } raw ? Compact(raw) : null,
        Type = TypeOf(task),
        Priority = PriorityOf(task),
        Capabilities = task.Details.Capabilities ?? [],
        NotBefore = task.Details.NotBefore,
        Deadline = task.Details.Deadline,
        BlockedBy = task.Fields.BlockedBy,
        Blocks = task.Fields.Blocks,
        Attempt = task.Details.Attempt ?? 0,
        Notes = task.Details.Notes ?? [],
        Failures = task.Details.Failures ?? [],
        Result = task.Details.Result,
        Lesson = task.Details.Lesson,
        IsNote = task.Details.Note is true,
        Path = path,
    };

    public static TaskState StateOf(TaskFile task, int blockers, StoreClock now) => Ended(task) switch
    {
        Open when task.Fields.Status == TaskFields.InProgress => TaskState.Claimed,
        Open when blockers > 0 => TaskState.Blocked,
        Open when task.Details.NotBefore?.ToUnixTimeMilliseconds() > now.Wall || DueOf(task) > now.Monotonic => TaskState.Delayed,
        Open => TaskState.Waiting,
        var end => (TaskState)end,
    };

    public static TaskRow Row(string list, TaskFile task, FileIdentity file)
    {
        var end = Ended(task);
        return new TaskRow(
            list, task.Id, StampOf(file), end == Open && task.Fields.Status == TaskFields.InProgress ? (int)TaskState.Claimed : end,
            (int)PriorityOf(task), TypeOf(task), task.Fields.Owner, SessionOf(task),
            string.Join('\n', task.Details.Capabilities ?? []), task.Details.NotBefore?.ToUnixTimeMilliseconds(), DueOf(task), task.Details.Deadline?.ToUnixTimeMilliseconds(),
            task.Details.Note is true, file.ModifiedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>The open mailbox that claimed a task; null when its owner did not do that through Mailbox.</summary>
    public static string? SessionOf(TaskFile task) => task.Details.Claim is { } claim && claim.Agent == task.Fields.Owner ? claim.Session : null;

    /// <summary>What is searched of a task that has ended; null for one that has not.</summary>
    public static TaskText? Text(TaskFile task) => (TaskState)Ended(task) is TaskState.Done or TaskState.Dead
        ? new TaskText(
            task.Fields.Subject,
            $"{task.Fields.Description} {task.Details.Payload?.GetRawText()}",
            $"{task.Details.Lesson} {task.Details.Result} {string.Join(' ', (task.Details.Failures ?? []).Select(static failure => failure.Reason))}",
            string.Join(' ', (task.Details.Notes ?? []).Select(static note => note.Text)))
        : null;

    public static IReadOnlyList<long> BlockedBy(TaskFile task) =>
        [.. task.Fields.BlockedBy.Select(static id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(static id => id > 0)];

    public static string StampOf(FileIdentity file) => string.Create(CultureInfo.InvariantCulture, $"{file.Inode:x}-{file.ModifiedNanoseconds:x}-{file.Length:x}");

    /// <summary>Backoff counts in the clock of one run of the machine; after a restart there is none left.</summary>
    private static long? DueOf(TaskFile task) => task.Details.Retry is { } retry && retry.Boot == BootIdentity.Current ? retry.Due : null;

    /// <summary>The ends that only we know count while the status says what we wrote: a Claude client may take a task up that we call dead.</summary>
    private static int Ended(TaskFile task) => task.Fields.Status switch
    {
        TaskFields.Completed => (int)TaskState.Done,
        TaskFields.InProgress => Open,
        _ => task.Details.End switch { TaskDetails.Dead => (int)TaskState.Dead, TaskDetails.Cancelled => (int)TaskState.Cancelled, _ => Open },
    };

    private static Priority PriorityOf(TaskFile task) => Enum.TryParse<Priority>(task.Details.Priority, ignoreCase: true, out var priority) && Enum.IsDefined(priority) ? priority : Priority.Normal;

    private static string? TypeOf(TaskFile task) =>
        task.Details.Payload is { ValueKind: System.Text.Json.JsonValueKind.Object } payload && payload.TryGetProperty("type"u8, out var type) && type.ValueKind == System.Text.Json.JsonValueKind.String ? JsonValues.TextOf(type) : null;

    // The file shows it over several lines; payloads are compact.
    private static string Compact(string json) => System.Text.Json.JsonSerializer.Serialize(System.Text.Json.Nodes.JsonNode.Parse(json), TaskJson.Compact.JsonNode);
}
