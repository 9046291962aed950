using System.Collections.Concurrent;
using Mailbox.Files.Watching;
using Mailbox.TestKit;

namespace Mailbox.Tests.Files;

public sealed class FolderWatcherTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ConcurrentQueue<string?> _seen = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_renamed_into_a_folder_or_written_there_is_told()
    {
        Directory.CreateDirectory(_folder["watched"]);
        using var watch = FolderWatcher.Current.Watch(_folder["watched"], _seen.Enqueue);

        _folder.Write("elsewhere", "x");
        File.Move(_folder["elsewhere"], _folder["watched", "moved.json"]);
        File.WriteAllText(_folder["watched", "written.json"], "x");

        await Eventually.HoldsAsync(() => _seen.Contains("moved.json") && _seen.Contains("written.json"));
        Assert.True(watch.IsAlive);
    }

    [Fact]
    public async Task Two_watches_of_one_folder_are_told_alike_and_end_apart()
    {
        var other = new ConcurrentQueue<string?>();
        using var first = FolderWatcher.Current.Watch(_folder.Path, _seen.Enqueue);
        var second = FolderWatcher.Current.Watch(_folder.Path, other.Enqueue);

        File.WriteAllText(_folder["one"], "x");
        await Eventually.HoldsAsync(() => _seen.Contains("one") && other.Contains("one"));
        second.Dispose();
        File.WriteAllText(_folder["two"], "x");

        await Eventually.HoldsAsync(() => _seen.Contains("two"));
        Assert.DoesNotContain("two", other);
    }

    [Fact]
    public async Task A_watch_of_a_folder_that_is_deleted_says_that_it_is_dead()
    {
        Directory.CreateDirectory(_folder["watched"]);
        using var watch = FolderWatcher.Current.Watch(_folder["watched"], _seen.Enqueue);

        Directory.Delete(_folder["watched"]);

        await Eventually.HoldsAsync(() => !watch.IsAlive);
        Assert.Contains(null, _seen);
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_watched() =>
        Assert.ThrowsAny<IOException>(() => FolderWatcher.Current.Watch(_folder["nothing"], _seen.Enqueue));

    [Fact]
    public void A_hundred_watches_take_one_thread_at_the_most()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are counted in /proc.");
        using var warm = FolderWatcher.Current.Watch(_folder.Path, _seen.Enqueue);
        var watches = Enumerable.Range(0, 100).Select(n =>
        {
            Directory.CreateDirectory(_folder[$"{n}"]);
            return FolderWatcher.Current.Watch(_folder[$"{n}"], _seen.Enqueue);
        }).ToList();

        var named = Directory.GetDirectories("/proc/self/task").Count(task => File.ReadAllText(Path.Combine(task, "comm")).StartsWith("Mailbox folder", StringComparison.Ordinal));
        watches.ForEach(watch => watch.Dispose());

        Assert.Equal(1, named);
    }
}
