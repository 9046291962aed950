using System.Text;
using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

public sealed class ForeignInboxTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ForeignInbox _inbox = new(Disk.Real, TimeProvider.System, TimeSpan.FromSeconds(10));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appending_leaves_what_others_wrote_byte_for_byte()
    {
        var before = Captured.Bytes(Captured.SessionTeam, "inboxes", "csharp-agent.json");
        var path = _folder["lead.json"];
        File.WriteAllBytes(path, before);

        await _inbox.AppendAsync(path, [Entry("hello")], sync: true, CancellationToken.None);

        var after = File.ReadAllText(path);
        Assert.Equal(Encoding.UTF8.GetString(before)[..^2] + ",\n  " + Encoding.UTF8.GetString(Entry("hello")) + "\n]", after);
        Assert.False(Directory.Exists(path + ".lock"));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\n")]
    public async Task An_inbox_that_is_missing_or_empty_gets_its_first_entry(string? before)
    {
        var path = _folder["lead.json"];
        if (before is not null)
        {
            File.WriteAllText(path, before);
        }

        await _inbox.AppendAsync(path, [Entry("hello")], sync: false, CancellationToken.None);

        Assert.Equal("[\n  " + Encoding.UTF8.GetString(Entry("hello")) + "\n]", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_file_that_is_no_array_is_left_as_it_is_with_a_clear_error()
    {
        var path = _folder.Write("lead.json", "[{\"from\":");

        var error = await Assert.ThrowsAsync<ForeignInboxException>(() => _inbox.AppendAsync(path, [Entry("hello")], sync: false, CancellationToken.None).AsTask());

        Assert.Equal(path, error.Path);
        Assert.Equal("[{\"from\":", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_half_written_file_is_read_once_it_is_whole()
    {
        var whole = Captured.Bytes(Captured.NamedTeam, "inboxes", "csharp-agent.json");
        var path = _folder["a.json"];
        File.WriteAllBytes(path, whole[..100]);
        var reading = _inbox.ReadAsync(path, CancellationToken.None).AsTask();

        // A client that writes in place goes on where it is.
        File.AppendAllBytes(path, whole[100..]);

        Assert.Equal(2, (await reading)!.Entries.Count);
    }

    [Fact]
    public async Task Removing_takes_only_what_was_asked_for_and_an_empty_inbox_is_two_bytes()
    {
        var path = _folder["a.json"];
        await _inbox.AppendAsync(path, [Entry("1"), Entry("2"), Entry("1")], sync: false, CancellationToken.None);
        var snapshot = await _inbox.ReadAsync(path, CancellationToken.None);

        Assert.Equal(Removal.Removed, await _inbox.RemoveAsync(path, [snapshot!.Entries[0], snapshot.Entries[2]], CancellationToken.None));
        Assert.Equal("[\n  " + Encoding.UTF8.GetString(Entry("2")) + "\n]", File.ReadAllText(path));
        Assert.Equal(Removal.TakenByOthers, await _inbox.RemoveAsync(path, [snapshot.Entries[0]], CancellationToken.None));
        Assert.Equal(Removal.Removed, await _inbox.RemoveAsync(path, [snapshot.Entries[1]], CancellationToken.None));
        Assert.Equal("[]", File.ReadAllText(path));
    }

    [Fact]
    public void Appending_to_ten_thousand_entries_builds_no_object_for_each()
    {
        var file = EntryWriter.WriteFile([.. Enumerable.Range(0, 10_000).Select(n => Entry($"{n}"))]);
        var added = Entry("more");
        InboxSnapshot.Parse(file, null).Entries.Append([added], indent: 2);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var after = InboxSnapshot.Parse(file, null).Entries.Append([added], indent: 2);

        // The new file, and eight bytes of position for each entry in a list that grew by doubling.
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, after.Length, after.Length + 1024 + (10_000 * 8 * 4));
    }

    private static byte[] Entry(string text) => EntryWriter.Write(new Message
    {
        Id = Guid.Parse("021f3531-6969-43f0-9196-2b06feed128b"), From = "me", To = "lead", Text = text, Timestamp = DateTimeOffset.UnixEpoch,
    });
}
