using System.Runtime.InteropServices;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Files.Platform;
using Mailbox.TestKit;

namespace Mailbox.Tests.Files;

public sealed class DiskTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_folders_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        Disk.Real.EnsureDirectory(_folder["a", "b"]);
        Disk.Real.WriteNew(_folder["a", "b", "file"], "x"u8, sync: true);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["a"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["a", "b", "file"]));
    }

    [Fact]
    public void A_link_is_neither_read_nor_written_through_nor_used_as_a_folder()
    {
        var secret = _folder.Write("secret", "s");
        File.CreateSymbolicLink(_folder["link"], secret);
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateSymbolicLink(_folder["folder"], _folder["real"]);

        Assert.ThrowsAny<IOException>(() => Disk.Real.ReadAll(_folder["link"], 100));
        Assert.ThrowsAny<IOException>(() => Disk.Real.WriteNew(_folder["link"], "x"u8, sync: false));
        Assert.ThrowsAny<IOException>(() => Disk.Real.EnsureDirectory(_folder["folder"]));
        Assert.ThrowsAny<IOException>(() => Disk.Real.SyncParent(_folder["folder", "x"]));
        Assert.Equal("s", File.ReadAllText(secret));
    }

    [Fact]
    public void A_pipe_is_refused_instead_of_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo(3) is called as Linux has it.");
        Assert.Equal(0, MakeFifo(_folder["pipe"], 0b110_000_000));

        Assert.ThrowsAny<IOException>(() => Disk.Real.ReadAll(_folder["pipe"], 100));
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_before_it_is_read()
    {
        _folder.Write("large", "0123456789");

        Assert.Throws<FileTooLargeException>(() => Disk.Real.ReadAll(_folder["large"], 9));
        Assert.Equal(10, Disk.Real.ReadAll(_folder["large"], 10).Length);
    }

    [Fact]
    public void A_new_file_never_replaces_another()
    {
        _folder.Write("there", "old");

        Assert.ThrowsAny<IOException>(() => PlatformFiles.Current.WriteNew(_folder["there"], "new"u8, sync: false));
    }

    [Fact]
    public void Publishing_shows_the_file_only_when_it_is_whole_and_leaves_nothing_when_it_fails()
    {
        var fault = new Fault();
        var disk = FaultyFileSystem.Disk(fault);
        fault.Count();
        disk.Publish(_folder["tmp"], _folder["final"], "content"u8, sync: true);
        var operations = fault.Seen;
        File.Delete(_folder["final"]);

        for (var n = 1; n <= operations; n++)
        {
            fault.Arm(n);
            Assert.ThrowsAny<IOException>(() => disk.Publish(_folder["tmp"], _folder["final"], "content"u8, sync: true));
            Assert.False(File.Exists(_folder["tmp"]), fault.Failed);
            Assert.True(!File.Exists(_folder["final"]) || File.ReadAllText(_folder["final"]) == "content", fault.Failed);
            File.Delete(_folder["final"]);
        }
    }

    [Fact]
    public void A_process_lock_has_one_holder_and_is_free_when_released()
    {
        var first = new ProcessLock(Disk.Real, _folder["lock"]).TryAcquire();

        Assert.NotNull(first);
        Assert.Null(new ProcessLock(Disk.Real, _folder["lock"]).TryAcquire());
        first.Dispose();
        using var second = new ProcessLock(Disk.Real, _folder["lock"]).TryAcquire();
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_process_lock_that_is_not_released_is_an_error_that_says_where()
    {
        using var held = new ProcessLock(Disk.Real, _folder["lock"]).TryAcquire();
        var waiting = new ProcessLock(Disk.Real, _folder["lock"], TimeSpan.FromMilliseconds(50));
        var errors = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await Assert.ThrowsAsync<MailboxStorageException>(() => waiting.AcquireAsync(CancellationToken.None).AsTask())));
        Assert.All(errors, error => Assert.Contains(_folder["lock"], error.Message, StringComparison.Ordinal));
        held!.Dispose();
        using var later = await waiting.AcquireAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_stale_lock_is_broken_also_where_nothing_can_be_renamed_exclusively()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is about Unix.");
        using var folder = new TestFolder();
        var disk = new Disk(new System.IO.Abstractions.FileSystem(), new PoorPlatform());
        Directory.CreateDirectory(folder["inbox.json.lock"]);
        Directory.SetLastWriteTimeUtc(folder["inbox.json.lock"], DateTime.UtcNow.AddMinutes(-1));

        using (var held = await new DirectoryLock(disk, TimeProvider.System).AcquireAsync(folder["inbox.json"], Eventually.Limit, CancellationToken.None))
        {
            held.EnsureOwned();
            Directory.CreateDirectory(folder["other"]);
            Assert.False(disk.TryMoveDirectory(folder["other"], held.Path));
        }

        Assert.False(Directory.Exists(folder["inbox.json.lock"]));
    }

    [Fact]
    public void Where_open_files_cannot_be_replaced_it_is_tried_again()
    {
        using var folder = new TestFolder();
        var fault = new Fault();
        var disk = new Disk(new SeamFileSystem(files => new FaultyFile(files, fault), files => new FaultyDirectory(files, fault)), new PoorPlatform());
        folder.Write("from", "new");
        folder.Write("to", "old");
        fault.Arm(1, static operation => new UnauthorizedAccessException(operation), only: "rename ");

        disk.Move(folder["from"], folder["to"]);

        Assert.Equal("new", File.ReadAllText(folder["to"]));
        Assert.Throws<FileNotFoundException>(() => disk.Move(folder["nowhere"], folder["to"]));
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakeFifo(string path, uint mode);
}
