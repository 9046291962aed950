using System.Globalization;
using System.Text;
using Mailbox.Diagnostics;
using Mailbox.Store.Index;
using Microsoft.Extensions.Logging;

namespace Mailbox.Tasks;

/// <summary>What earlier tasks have to say about one that is about to be done.</summary>
internal sealed class TaskMemory(IReadOnlyDictionary<string, TaskStore> stores, TaskBook own, TaskMemoryOptions options, ILogger log)
{
    private const int MaxWords = 40;

    /// <summary>A note by hand. It is kept in our own list, whichever it is for: one that Claude Code shows is no place for it.</summary>
    public Task<TaskInfo> RememberAsync(string subject, string text, string? type, CancellationToken cancel) => own.RememberAsync(subject, text, type, cancel);

    /// <summary>What there is to say about a task that was claimed just now; nothing, when it cannot be found out.</summary>
    public async Task<IReadOnlyList<TaskLesson>> RecallAsync(TaskStore store, TaskFile task)
    {
        try
        {
            return options.IsOn && options.MaxLessons > 0 ? await FindAsync(store, task).ConfigureAwait(false) : [];
        }
        catch (MailboxException e)
        {
            Log.BackgroundFailed(log, e); // A busy index: the claim stands, and a lesson less is no reason to give it up.
            return [];
        }
    }

    private async Task<IReadOnlyList<TaskLesson>> FindAsync(TaskStore store, TaskFile task)
    {

        var words = Words($"{task.Fields.Subject} {task.Fields.Description} {task.Details.Payload?.GetRawText()}");
        var type = store.Describe(task, 0).Type;
        var found = await store.ReadAsync(connection => TaskQueries.Like(connection, store.List, task.Id, type, words, options.MaxLessons), CancellationToken.None).ConfigureAwait(false);
        var budget = options.MaxCharacters;
        List<TaskLesson> lessons = [];
        foreach (var (list, id) in found)
        {
            if (budget > 0 && stores.TryGetValue(list, out var origin) && origin.TryRead(id) is { } earlier)
            {
                var text = TextOf(earlier, budget / (found.Count - lessons.Count));
                budget -= text.Length;
                lessons.Add(new TaskLesson(id.ToString(CultureInfo.InvariantCulture), earlier.Fields.Subject, origin.Describe(earlier, 0).State, text, earlier.Details.EndedAt ?? DateTimeOffset.UnixEpoch));
            }
        }

        return lessons;
    }

    private static string TextOf(TaskFile task, int limit)
    {
        var text = new StringBuilder();
        foreach (var part in (string?[])[task.Details.Lesson, task.Details.Result, task.Details.Failures is [.., var last] ? $"Failed: {last.Reason}" : null, .. (task.Details.Notes ?? []).Select(static note => note.Text)])
        {
            if (!string.IsNullOrWhiteSpace(part) && text.Length < limit)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(part);
            }
        }

        return text.Length <= limit ? text.ToString() : text.ToString(0, Math.Max(0, limit - 1)) + "…";
    }

    /// <summary>An FTS5 query for any of the words; each is a string in quotes, in which no operator has an effect.</summary>
    private static string Words(string text)
    {
        var words = new string([.. text.Select(static c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(static word => word.Length > 2).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxWords);
        return string.Join(" OR ", words.Select(static word => $"\"{word}\""));
    }
}
