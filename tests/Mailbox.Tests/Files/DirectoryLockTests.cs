using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.TestKit;

namespace Mailbox.Tests.Files;

public sealed class DirectoryLockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestFolder _folder = new();
    private readonly DirectoryLock _lock = new(Disk.Real, TimeProvider.System);

    private string Target => _folder["inbox.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_lock_is_an_empty_directory_that_is_gone_when_released()
    {
        using (await _lock.AcquireAsync(Target, Patience, CancellationToken.None))
        {
            Assert.Empty(Directory.GetFileSystemEntries(Target + ".lock"));
        }

        Assert.False(Directory.Exists(Target + ".lock"));
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_is_waited_for_and_then_given_up_with_a_clear_error()
    {
        Directory.CreateDirectory(Target + ".lock");

        var error = await Assert.ThrowsAsync<ForeignLockException>(() => _lock.AcquireAsync(Target, TimeSpan.FromMilliseconds(200), CancellationToken.None).AsTask());

        Assert.Equal(Target + ".lock", error.Path);
        Assert.True(Directory.Exists(Target + ".lock"));
    }

    [Fact]
    public async Task A_lock_is_taken_as_soon_as_it_is_released()
    {
        Directory.CreateDirectory(Target + ".lock");
        var taking = _lock.AcquireAsync(Target, Patience, CancellationToken.None).AsTask();

        Directory.Delete(Target + ".lock");

        using var held = await taking;
        held.EnsureOwned();
    }

    [Fact]
    public async Task A_stale_lock_is_taken_over()
    {
        Stale();

        using var held = await _lock.AcquireAsync(Target, Patience, CancellationToken.None);

        held.EnsureOwned();
        Assert.Equal([Target + ".lock"], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_lock_of_the_near_future_is_not_stale()
    {
        Directory.CreateDirectory(Target + ".lock");
        Directory.SetLastWriteTimeUtc(Target + ".lock", DateTime.UtcNow.AddSeconds(1));

        await Assert.ThrowsAsync<ForeignLockException>(() => _lock.AcquireAsync(Target, TimeSpan.FromMilliseconds(300), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_lock_is_an_error_that_says_so()
    {
        _folder.Write("inbox.json.lock", "");

        var error = await Assert.ThrowsAsync<ForeignLockException>(() => _lock.AcquireAsync(Target, Patience, CancellationToken.None).AsTask());

        Assert.Contains("is not a directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lost_the_lock_learns_it_before_writing_and_leaves_the_others_alone()
    {
        var held = await _lock.AcquireAsync(Target, Patience, CancellationToken.None);
        Directory.Delete(Target + ".lock");
        Directory.CreateDirectory(Target + ".lock");
        Directory.SetLastWriteTimeUtc(Target + ".lock", DateTime.UtcNow.AddMilliseconds(-500));

        Assert.Throws<ForeignLockException>(held.EnsureOwned);
        held.Dispose();

        Assert.True(Directory.Exists(Target + ".lock"));
    }

    [Fact]
    public async Task A_long_hold_keeps_the_lock_fresh()
    {
        var time = new ManualTime();
        using var held = await new DirectoryLock(Disk.Real, time).AcquireAsync(Target, Patience, CancellationToken.None);

        for (var i = 0; i < 6; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.InRange(time.GetUtcNow() - Directory.GetLastWriteTimeUtc(Target + ".lock"), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        }

        held.EnsureOwned();
    }

    [Fact]
    public async Task Who_stood_still_before_a_heartbeat_does_not_take_the_lock_that_somebody_else_has_by_then_for_its_own()
    {
        var (time, fault) = (new ManualTime(), new Fault());
        var held = await new DirectoryLock(FaultyFileSystem.Disk(fault), time).AcquireAsync(Target, Patience, CancellationToken.None);
        fault.Arm(1, _ =>
        {
            Directory.Move(Target + ".lock", Target + ".stale"); // Kept, so that its inode is not given out again.
            Directory.CreateDirectory(Target + ".lock");
            return null;
        }, "stamp directory ");

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.NotNull(fault.Failed);
        Assert.Throws<ForeignLockException>(held.EnsureOwned);
        held.Dispose();
        Assert.True(Directory.Exists(Target + ".lock"));
    }

    [Fact]
    public async Task Of_eight_that_meet_a_stale_lock_one_at_a_time_gets_it()
    {
        var inside = 0;
        for (var round = 0; round < 25; round++)
        {
            Stale();

            // Locks of their own disks, and paths that differ in spelling: the in-process queue must not be what keeps them apart.
            await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
            {
                var spelling = Path.Combine(_folder.Path, string.Concat(Enumerable.Repeat("./", n)), "inbox.json");
                using var held = await new DirectoryLock(Disk.Real, TimeProvider.System).AcquireAsync(spelling, Patience, CancellationToken.None);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                held.EnsureOwned();
                await Task.Yield();
                Assert.Equal(0, Interlocked.Decrement(ref inside));
            })));
        }
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_told_from_a_lock_that_is_busy() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => _lock.AcquireAsync(_folder["gone", "inbox.json"], Patience, CancellationToken.None).AsTask());

    private void Stale()
    {
        Directory.CreateDirectory(Target + ".lock");
        Directory.SetLastWriteTimeUtc(Target + ".lock", DateTime.UtcNow.AddSeconds(-60));
    }
}
