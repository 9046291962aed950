using System.Text;
using System.Text.Json.Nodes;
using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

/// <summary>An owner of the named era reads what is unread, and a moment later marks everything as read.</summary>
public sealed class InboxOwnerTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ForeignInbox _inbox = new(Disk.Real, TimeProvider.System, TimeSpan.FromSeconds(10));

    private string Path => _folder["team-lead.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mail_waits_until_what_lies_before_it_is_read()
    {
        var owner = Owner(patience: TimeSpan.FromMinutes(1));
        await owner.HandOverAsync(Path, [Entry("first")], sync: false, TeamEra.Named, CancellationToken.None);

        var second = owner.HandOverAsync(Path, [Entry("second")], sync: false, TeamEra.Named, CancellationToken.None).AsTask();
        await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        Assert.Equal(["first"], Texts());

        MarkAllAsRead();
        await second;
        Assert.Equal(["first", "second"], Texts());
    }

    [Fact]
    public async Task No_message_is_marked_as_read_that_the_owner_never_read()
    {
        var owner = Owner(patience: TimeSpan.FromMinutes(1));
        using var stop = new CancellationTokenSource();
        List<string> read = [];
        var reading = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    // As the old client: look without the lock, hand to the model, then mark whatever the file holds by then.
                    var seen = File.Exists(Path) ? Unread() : [];
                    await Task.Delay(20, CancellationToken.None);
                    read.AddRange(seen);
                    if (seen.Count > 0)
                    {
                        MarkAllAsRead();
                    }
                }
            }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 20; i++)
        {
            await owner.HandOverAsync(Path, [Entry($"{i}")], sync: false, TeamEra.Named, CancellationToken.None);
        }

        await Eventually.HoldsAsync(() => Unread().Count == 0);
        await stop.CancelAsync();
        await reading;
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), read);
    }

    [Fact]
    public async Task An_owner_that_does_not_look_is_waited_for_once()
    {
        var owner = Owner(patience: TimeSpan.FromMilliseconds(200));
        for (var i = 0; i < 50; i++)
        {
            await owner.HandOverAsync(Path, [Entry($"{i}")], sync: false, TeamEra.Named, CancellationToken.None);
        }

        Assert.Equal(50, Texts().Count);

        // Were each of them waited for again, this alone would take hours.
        owner = Owner(patience: TimeSpan.FromMinutes(10));
        MarkAllAsRead();
        await owner.HandOverAsync(Path, [Entry("after it looked")], sync: false, TeamEra.Named, CancellationToken.None);
        Assert.Equal(51, Texts().Count);
    }

    [Fact]
    public async Task An_owner_of_the_session_era_is_not_waited_for()
    {
        var owner = Owner(patience: TimeSpan.FromMinutes(10));
        await owner.HandOverAsync(Path, [Entry("1")], sync: false, TeamEra.Session, CancellationToken.None);
        await owner.HandOverAsync(Path, [Entry("2")], sync: false, TeamEra.Session, CancellationToken.None);

        Assert.Equal(["1", "2"], Texts());
    }

    private InboxOwner Owner(TimeSpan patience) => new(Disk.Real, _inbox, patience);

    private static byte[] Entry(string text) => Encoding.UTF8.GetBytes($$"""{"from":"a","text":"{{text}}","timestamp":"2026-11-21T08:59:18.506Z","read":false}""");

    private JsonArray Entries() => JsonNode.Parse(File.ReadAllText(Path))!.AsArray();

    private List<string> Texts() => [.. Entries().Select(entry => (string)entry!["text"]!)];

    private List<string> Unread() => [.. Entries().Where(entry => !(bool)entry!["read"]!).Select(entry => (string)entry!["text"]!)];

    private void MarkAllAsRead()
    {
        var entries = Entries();
        foreach (var entry in entries)
        {
            entry!["read"] = true;
        }

        File.WriteAllText(Path + ".new", entries.ToJsonString());
        File.Move(Path + ".new", Path, overwrite: true);
    }
}
