using Mailbox.Files;
using Mailbox.Files.Documents;
using Mailbox.Rooms;
using Mailbox.Store;
using Mailbox.Topics;

namespace Mailbox.Tasks;

/// <summary>Removes what a team has kept long enough: mail, posts, publications, tasks, and what died processes left.</summary>
internal sealed class HouseKeeping(IMessageStore store, RoomStore rooms, TopicStore topics, TaskStore tasks, string folder, MailboxOptions options)
{
    public Task<CleanReport> CleanAsync(RetentionOptions keep, bool dryRun, IProgress<WorkProgress>? progress, CancellationToken cancel) =>
        Storage.GuardAsync("Keeping house", folder, () => CleanAllAsync(keep, dryRun, progress, cancel));

    private async Task<CleanReport> CleanAllAsync(RetentionOptions keep, bool dryRun, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        var report = await store.CleanAsync(keep, dryRun, progress, cancel).ConfigureAwait(false);
        return report with
        {
            Temporary = report.Temporary + SweepLeftovers(keep, dryRun),
            Posts = rooms.Retire(keep, dryRun, cancel),
            Publications = topics.Retire(keep, options.TimeProvider.GetUtcNow(), dryRun, cancel),
            Tasks = keep.MaxTasks == int.MaxValue ? 0 : await tasks.RetireAsync(keep.MaxTasks, dryRun, cancel).ConfigureAwait(false),
        };
    }

    /// <summary>What was left beside documents, posts and tasks; the mailboxes' own are in their <c>tmp/</c>.</summary>
    private int SweepLeftovers(RetentionOptions keep, bool dryRun)
    {
        IEnumerable<string> folders =
        [
            tasks.Folder.Path, Path.Combine(folder, "topics", "published"), Path.Combine(folder, "topics", "subscriptions"),
            .. Children("agents"), .. Children("rooms"), .. Children("rooms").Select(static room => Path.Combine(room, "posts")),
        ];
        return folders.Sum(one => Leftovers.Sweep(options.Disk, one, keep.MaxTemporaryAge, options.TimeProvider.GetUtcNow(), dryRun));

        IEnumerable<string> Children(string name) => options.Disk.DirectoryNames(Path.Combine(folder, name)).Select(child => Path.Combine(folder, name, child));
    }
}
