using System.Text.Json;
using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

/// <summary>An inbox that nobody has written to since we did is added to without reading it, and whatever anybody does to it is noticed.</summary>
public sealed class InboxEndTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Fault _fault = new();
    private readonly ForeignInbox _inbox;
    private readonly string _path;

    public InboxEndTests()
    {
        _inbox = new ForeignInbox(FaultyFileSystem.Disk(_fault), TimeProvider.System, TimeSpan.FromSeconds(10));
        _path = _folder.Write("lead.json", """[{"from":"lead","text":"theirs 0","read":false}]""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_inbox_that_nobody_touched_is_not_read_again()
    {
        await AppendAsync("1");
        var before = File.ReadAllText(_path);
        _fault.Arm(1, only: "read ");

        await AppendAsync("2");
        Assert.False(await _inbox.TryAppendAsync(_path, [Entry("kept out")], sync: false, onlyWhenAllIsRead: true, CancellationToken.None));
        await AppendAsync("3", "4");

        Assert.Null(_fault.Failed);
        Assert.Equal(["theirs 0", "1", "2", "3", "4"], Texts());
        Assert.StartsWith(before[..^2], File.ReadAllText(_path), StringComparison.Ordinal);
        Assert.Equal([_path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("in place, as long as before")]
    [InlineData("in place, as long as before, with another end")]
    [InlineData("in place, shorter")]
    [InlineData("by rename, as long as before")]
    [InlineData("removed")]
    [InlineData("cut short, and whole again later")]
    public async Task What_others_wrote_right_after_us_stays(string how)
    {
        for (var n = 1; n <= 50; n++)
        {
            File.WriteAllText(_path, """[{"from":"lead","text":"theirs 0","read":false}]""");
            await AppendAsync("1");
            var theirs = File.ReadAllBytes(_path);
            theirs.AsSpan(theirs.AsSpan().IndexOf("theirs 0"u8), 8).Replace((byte)'0', (byte)'9');
            var expected = (string[])["theirs 9", "1", "2"];
            switch (how)
            {
                case "in place, as long as before":
                    using (var file = File.OpenWrite(_path))
                    {
                        file.Write(theirs);
                    }

                    break;
                case "in place, as long as before, with another end":
                    File.WriteAllText(_path, """[{"from":"lead","text":"theirs 9","read":true}]""".PadRight(theirs.Length));
                    expected = ["theirs 9", "2"];
                    break;
                case "in place, shorter":
                    File.WriteAllText(_path, """[{"from":"lead","text":"theirs 9","read":true}]""");
                    expected = ["theirs 9", "2"];
                    break;
                case "by rename, as long as before":
                    File.WriteAllBytes(_folder["other"], theirs);
                    File.Move(_folder["other"], _path, overwrite: true);
                    break;
                case "removed":
                    File.Delete(_path);
                    expected = ["2"];
                    break;
                default:
                    File.WriteAllBytes(_path, theirs[..10]);
                    File.AppendAllBytes(_path, theirs[10..]);
                    break;
            }

            await AppendAsync("2");

            Assert.Equal(expected, Texts());
        }
    }

    [Fact]
    public async Task What_others_wrote_while_we_prepared_stays()
    {
        await AppendAsync("1");
        Task appending;
        Directory.CreateDirectory(_path + ".lock");
        try
        {
            // It is prepared by now, and waits for the lock that somebody else has.
            appending = AppendAsync("2");
            await Eventually.HoldsAsync(() => Directory.GetFiles(_folder.Path, "*.tmp.*").Length == 1);
            File.WriteAllText(_path, File.ReadAllText(_path).Replace("theirs 0", "theirs 9", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(_path + ".lock");
        }

        await appending;

        Assert.Equal(["theirs 9", "1", "2"], Texts());
        Assert.Equal([_path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_stamp_is_a_time_that_no_clock_gives_again()
    {
        var stamps = Enumerable.Range(0, 100).Select(_ => Disk.Real.Stamp(_path)!.Value).ToList();

        Assert.InRange(stamps.Select(static stamp => stamp.ModifiedNanoseconds % 1_000_000).Distinct().Count(), 90, 100);
        Assert.All(stamps, stamp => Assert.InRange(stamp.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
        Assert.Equal(stamps[^1], Disk.Real.Identify(_path));
    }

    [Fact]
    public async Task Where_no_stamp_is_to_be_had_the_inbox_is_read_each_time()
    {
        _fault.Arm(1, only: "stamp ");
        await AppendAsync("1");
        Assert.NotNull(_fault.Failed);
        _fault.Arm(1, only: "read ");

        await Assert.ThrowsAsync<IOException>(() => AppendAsync("2"));

        Assert.Equal(["theirs 0", "1"], Texts());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whichever_call_fails_the_inbox_is_as_before_or_has_the_entry_and_the_next_append_works(bool sync)
    {
        await AppendAsync("0");
        for (var call = 1; ; call++)
        {
            var before = Texts();
            _fault.Arm(call);
            var error = await Record.ExceptionAsync(() => _inbox.AppendAsync(_path, [Entry($"{call}")], sync, CancellationToken.None).AsTask());
            var isDone = _fault.Failed is null;
            Assert.True(error is null or IOException, $"{_fault.Failed}: {error}");

            // Only the flush of the folder comes after the rename.
            var isThere = error is null || _fault.Failed?.StartsWith("flush directory", StringComparison.Ordinal) == true;
            Assert.Equal(isThere ? [.. before, $"{call}"] : before, Texts());
            if (isDone)
            {
                Assert.InRange(call, 5, 20);
                break;
            }

            _fault.Count();
            if (Directory.Exists(_path + ".lock"))
            {
                // A lock whose removal failed goes stale; that takes ten seconds, which this test does not wait for.
                Directory.Delete(_path + ".lock");
            }
        }

        Assert.Equal([_path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Several_tasks_and_a_client_that_writes_in_place_lose_nothing()
    {
        var other = new ForeignInbox(Disk.Real, TimeProvider.System, TimeSpan.FromSeconds(10));
        var ours = Enumerable.Range(0, 3).Select(async task =>
        {
            for (var n = 0; n < 40; n++)
            {
                await (task == 2 ? other : _inbox).AppendAsync(_path, [Entry($"{task} {n}")], sync: false, CancellationToken.None);
            }
        });
        var theirs = Task.Run(async () =>
        {
            for (var n = 1; n <= 40; n++)
            {
                using (await new Mailbox.Files.Locks.DirectoryLock(Disk.Real, TimeProvider.System).AcquireAsync(_path, TimeSpan.FromSeconds(10), CancellationToken.None))
                {
                    var text = File.ReadAllText(_path).TrimEnd()[..^1].TrimEnd();
                    File.WriteAllText(_path, $$"""{{text}},{"from":"lead","text":"theirs {{n}}","read":true}]""");
                }
            }
        });
        await Task.WhenAll([.. ours, theirs]);

        Assert.Equal(161, Texts().Distinct().Count());
        Assert.Equal(161, Texts().Count);
    }

    private Task AppendAsync(params string[] texts) => _inbox.AppendAsync(_path, [.. texts.Select(Entry)], sync: false, CancellationToken.None).AsTask();

    private List<string> Texts() => [.. JsonDocument.Parse(File.ReadAllText(_path)).RootElement.EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!)];

    private static byte[] Entry(string text) => EntryWriter.Write(new Message { Id = Guid.NewGuid(), From = "me", To = "lead", Text = text, Timestamp = DateTimeOffset.UnixEpoch });
}
