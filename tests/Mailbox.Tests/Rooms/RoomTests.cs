using Mailbox.TestKit;

namespace Mailbox.Tests.Rooms;

public sealed class RoomTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _ann = null!;
    private AgentMailbox _bob = null!;
    private AgentMailbox _eve = null!;

    public async ValueTask InitializeAsync()
    {
        _ann = await _team.JoinAsync("ann");
        _bob = await _team.JoinAsync("bob");
        _eve = await _team.JoinAsync("eve");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_post_gets_to_every_member_but_its_author_in_order_and_stays_in_the_history()
    {
        var room = await _ann.Rooms.CreateAsync("design", new RoomOptions { Description = "What to build." });
        await _bob.Rooms.JoinAsync("design");
        await (await _eve.Rooms.GetAsync("design")).JoinAsync();

        for (var i = 1; i <= 5; i++)
        {
            await room.PostAsync($"idea {i}");
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"idea {i}"), (await TextsAsync(_bob, 6)).Skip(1));
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"idea {i}"), await TextsAsync(_eve, 5));
        var history = await room.HistoryAsync();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], history.Select(post => post.Number));
        Assert.Equal(["joined", "joined", "idea 1"], history.Take(3).Select(post => post.Message.Type == "room.event" ? post.Message.Read<RoomEvent>().Kind.ToString().ToLowerInvariant() : post.Message.Text));
        Assert.Equal([6L, 7], (await room.HistoryAsync(limit: 2)).Select(post => post.Number));
        Assert.Equal([3L, 4], (await room.HistoryAsync(after: 2, limit: 2)).Select(post => post.Number));
        Assert.Equal([4L, 5], (await room.HistoryAsync(before: 6, limit: 2)).Select(post => post.Number));
    }

    [Fact]
    public async Task A_copy_says_where_it_comes_from()
    {
        var room = await _ann.Rooms.CreateAsync("design");
        await _bob.Rooms.JoinAsync("design");
        await room.PostAsync(new TaskAssignment("1", "paint", "paint it", "ann", DateTimeOffset.UnixEpoch));

        var copy = (await _bob.NextAsync()).Message;

        Assert.Equal(("ann", "design", 2L, "paint"), (copy.From, copy.Room, copy.PostNumber, copy.Read<TaskAssignment>().Subject));
    }

    [Fact]
    public async Task A_member_that_is_away_finds_its_posts_when_it_is_back()
    {
        var room = await _ann.Rooms.CreateAsync("design");
        await _bob.Rooms.JoinAsync("design");
        await _bob.DisposeAsync();

        await room.PostAsync("while you were away");

        Assert.Equal(1, (await _ann.StatisticsAsync()).Agents.Single(agent => agent.Agent == "bob").Waiting);
        Assert.Equal(["while you were away"], await (await _team.JoinAsync("bob")).TakeAsync(1));
    }

    [Fact]
    public async Task Who_comes_goes_and_changes_is_told_to_the_others_only()
    {
        await _ann.Rooms.CreateAsync("design");
        var bobs = await _bob.Rooms.JoinAsync("design");
        await _bob.SetStatusAsync(AgentStatus.Busy);
        await bobs.LeaveAsync();

        var events = (await _ann.ClaimAllAsync(3)).Select(delivery => delivery.Message.Read<RoomEvent>()).ToList();

        Assert.Equal([new("design", RoomEventKind.Joined, "bob"), new("design", RoomEventKind.Status, "bob", AgentStatus.Busy), new RoomEvent("design", RoomEventKind.Left, "bob")], events);
        Assert.Empty(await _bob.ClaimAsync(10));
    }

    [Fact]
    public async Task A_member_that_goes_offline_is_noticed_by_the_others()
    {
        var options = _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(20), HeartbeatInterval = TimeSpan.FromMilliseconds(50) };
        var watcher = await _team.JoinAsync("watcher", options);
        await _bob.Rooms.CreateAsync("design");
        await watcher.Rooms.JoinAsync("design");
        await Task.Delay(100);

        await _bob.DisposeAsync();

        Assert.Equal(new RoomEvent("design", RoomEventKind.Status, "bob", AgentStatus.Offline), (await watcher.NextAsync()).Message.Read<RoomEvent>());
    }

    [Fact]
    public async Task A_private_room_is_listed_and_joined_by_invitation()
    {
        var room = await _ann.Rooms.CreateAsync("board", new RoomOptions { Visibility = RoomVisibility.Private });
        await room.PostAsync("between us");

        var listed = Assert.Single(await _bob.Rooms.ListAsync());
        Assert.Equal(("board", false, false, 0), (listed.Name, listed.IsMember, listed.IsInvited, listed.Members.Count));
        var seen = await _bob.Rooms.GetAsync("board");
        await Assert.ThrowsAsync<RoomAccessException>(() => seen.JoinAsync().AsTask());
        await Assert.ThrowsAsync<RoomAccessException>(() => seen.HistoryAsync().AsTask());
        await Assert.ThrowsAsync<RoomAccessException>(() => seen.MembersAsync().AsTask());
        await Assert.ThrowsAsync<RoomAccessException>(() => seen.PostAsync("hello?").AsTask());
        await Assert.ThrowsAsync<RoomAccessException>(() => seen.InviteAsync(["eve"]).AsTask());

        await room.InviteAsync(["bob"]);
        Assert.True((await seen.GetInfoAsync()).IsInvited);
        await seen.JoinAsync();

        Assert.Equal("between us", (await seen.HistoryAsync())[0].Message.Text);
        Assert.Equal(["ann", "bob"], (await seen.MembersAsync()).Select(member => member.Name));
    }

    [Fact]
    public async Task A_secret_room_is_known_to_members_and_the_invited_alone()
    {
        var room = await _ann.Rooms.CreateAsync("cellar", new RoomOptions { Visibility = RoomVisibility.Secret });
        await room.InviteAsync(["bob"]);

        Assert.Equal("cellar", Assert.Single(await _bob.Rooms.ListAsync()).Name);
        Assert.Empty(await _eve.Rooms.ListAsync());
        var error = await Assert.ThrowsAsync<RoomNotFoundException>(() => _eve.Rooms.JoinAsync("cellar").AsTask());
        Assert.DoesNotContain("Did you mean", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_agent_is_listed_to_members_of_its_rooms()
    {
        await _ann.Rooms.CreateAsync("design");
        var hidden = await _team.JoinAsync("hidden", _team.Options with { Profile = new AgentProfile { Visibility = AgentVisibility.Hidden } });
        await hidden.Rooms.JoinAsync("design");

        Assert.Contains(await (await _ann.Rooms.GetAsync("design")).MembersAsync(), member => member.Name == "hidden");
        Assert.DoesNotContain(await _ann.FindAgentsAsync(), agent => agent.Name == "hidden");
    }

    [Fact]
    public async Task Who_has_read_a_post_is_told_once_it_is_acknowledged()
    {
        var room = await _ann.Rooms.CreateAsync("design");
        await _bob.Rooms.JoinAsync("design");
        await _eve.Rooms.JoinAsync("design");
        var post = await room.PostAsync("please read");
        Assert.Empty(await room.ReadByAsync(post.Number));

        await _eve.TakeAsync(1);

        Assert.Equal(["eve"], (await room.ReadByAsync(post.Number)).Select(reader => reader.Agent));
        await _bob.TakeAsync(2);
        Assert.Equal(["bob", "eve"], (await room.ReadByAsync(post.Number)).Select(reader => reader.Agent));
        await Assert.ThrowsAsync<MessageNotFoundException>(() => room.ReadByAsync(99).AsTask());
    }

    [Fact]
    public async Task A_member_of_Claude_Code_gets_posts_in_its_inbox_and_has_read_what_it_took()
    {
        File.WriteAllText(_team.ConfigPath, File.ReadAllText(_team.ConfigPath).Replace("\"members\": [", "\"leadProcess\": {}, \"members\": [{\"name\": \"scout\", \"agentType\": \"Explore\"}, ", StringComparison.Ordinal));
        var room = await _ann.Rooms.CreateAsync("design");
        AddMember("design", "scout");

        var post = await room.PostAsync("look around");

        var inbox = File.ReadAllText(_team.InboxPath("scout"));
        Assert.Contains("[room #design, post 1] look around", inbox, StringComparison.Ordinal);
        Assert.Contains("\"summary\": \"#design\"", inbox, StringComparison.Ordinal);
        Assert.Empty(await room.ReadByAsync(post.Number));
        File.WriteAllText(_team.InboxPath("scout"), "[]");
        Assert.Equal(["scout"], (await room.ReadByAsync(post.Number)).Select(reader => reader.Agent));
    }

    [Fact]
    public async Task What_one_who_died_had_posted_goes_out_with_the_next_pulse_of_any_member()
    {
        var watcher = await _team.JoinAsync("watcher", _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(20) });
        var room = await _ann.Rooms.CreateAsync("design");
        await watcher.Rooms.JoinAsync("design");
        await _bob.Rooms.JoinAsync("design");
        await room.PostAsync("first");

        // As if it had died between writing the post and sending it out: the record of deliveries is what it was before.
        File.WriteAllText(_team.Folder["mailbox", "team", "rooms", "design", "delivered.json"], """{"through": 2, "owed": []}""");

        await Eventually.HoldsAsync(() => File.ReadAllText(_team.Folder["mailbox", "team", "rooms", "design", "delivered.json"]).Contains("\"through\": 3", StringComparison.Ordinal));
        Assert.Equal(["first"], await _bob.TakeAsync(1));
        Assert.Empty(await _bob.ClaimAsync(10));
    }

    [Fact]
    public async Task Names_that_share_a_folder_and_names_that_are_none_are_refused()
    {
        await _ann.Rooms.CreateAsync("a b");

        await Assert.ThrowsAsync<NameTakenException>(() => _bob.Rooms.CreateAsync("a b").AsTask());
        await Assert.ThrowsAsync<NameTakenException>(() => _bob.Rooms.CreateAsync("a/b").AsTask());
        await Assert.ThrowsAsync<InvalidNameException>(() => _bob.Rooms.CreateAsync("a\u202eb").AsTask());
        await Assert.ThrowsAsync<RoomNotFoundException>(() => _bob.Rooms.JoinAsync("../../etc").AsTask());
    }

    [Fact]
    public async Task A_room_whose_document_is_damaged_says_so_and_the_others_go_on()
    {
        await _ann.Rooms.CreateAsync("broken");
        await _ann.Rooms.CreateAsync("fine");
        File.WriteAllText(_team.Folder["mailbox", "team", "rooms", "broken", "room.json"], "{ half");

        Assert.Equal(["fine"], (await _bob.Rooms.ListAsync()).Select(room => room.Name));
        var error = await Assert.ThrowsAsync<DamagedFileException>(() => _bob.Rooms.GetAsync("broken").AsTask());
        Assert.EndsWith("room.json", error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_knows_nothing_of_rooms_is_not_troubled_by_their_events()
    {
        await _ann.Rooms.CreateAsync("design");
        using var stop = new CancellationTokenSource();
        var handling = _ann.RunAsync(new Agents.FrameHandler(), stop.Token);

        await _bob.Rooms.JoinAsync("design");

        await Eventually.HoldsAsync(async () => (await _ann.StatisticsAsync()).Done == 1);
        Assert.Empty(await _ann.DeadLettersAsync());
        await stop.CancelAsync();
        await handling;
    }

    [Fact]
    public async Task Retention_keeps_the_last_posts_and_numbers_go_on()
    {
        var room = await _ann.Rooms.CreateAsync("design");
        for (var i = 1; i <= 5; i++)
        {
            await room.PostAsync($"{i}");
        }

        Assert.Equal(3, (await _ann.CleanAsync(new RetentionOptions { MaxPosts = 2 })).Posts);

        Assert.Equal(["4", "5"], (await room.HistoryAsync()).Select(post => post.Message.Text));
        Assert.Equal(6, (await room.PostAsync("6")).Number);
    }

    [Fact]
    public async Task What_is_posted_after_a_power_cut_took_earlier_posts_gets_to_the_members()
    {
        var room = await _ann.Rooms.CreateAsync("design");
        await _bob.Rooms.JoinAsync("design");
        await room.PostAsync("lost 1");
        await room.PostAsync("lost 2");
        await _eve.Rooms.JoinAsync("design");
        Assert.Equal(["lost 1", "lost 2"], (await TextsAsync(_bob, 3)).Take(2));
        await _team.CloseAsync();
        for (var i = 3; i <= 5; i++)
        {
            File.Delete(_team.Folder["mailbox", "team", "rooms", "design", "posts", $"{i:D12}.json"]); // They were not flushed; the room's document was.
        }

        _ann = await _team.JoinAsync("ann");
        await (await _ann.Rooms.GetAsync("design")).PostAsync("new");

        Assert.Equal(["new"], await (await _team.JoinAsync("bob")).TakeAsync(1));
        Assert.Equal(["new"], await (await _team.JoinAsync("eve")).TakeAsync(1));
    }

    [Fact]
    public async Task A_post_that_is_accepted_does_not_fail_and_a_member_of_Claude_Code_gets_it_once_whatever_happens_to_the_record()
    {
        var fault = new Fault();
        _team.Folder.Write("teams/team/config.json", File.ReadAllText(_team.ConfigPath).Replace("\"members\": [", "\"members\": [{\"agentId\":\"lead@team\",\"name\":\"lead\",\"agentType\":\"team-lead\",\"backendType\":\"in-process\"},", StringComparison.Ordinal));
        var author = await _team.JoinAsync("author", _team.Options with { Disk = FaultyFileSystem.Disk(fault), RescanInterval = TimeSpan.FromDays(1), WatchFolders = false });
        var room = await author.Rooms.CreateAsync("design", new RoomOptions { Invited = ["lead"] });
        var document = _team.Folder["mailbox", "team", "rooms", "design", "room.json"];
        File.WriteAllText(document, File.ReadAllText(document).Replace("\"members\": [", "\"members\": [ { \"name\": \"lead\", \"joined_at\": \"2026-01-01T00:00:00Z\", \"after\": 0 },", StringComparison.Ordinal));
        var record = _team.Folder["mailbox", "team", "rooms", "design", "delivered.json"];
        await room.PostAsync("first");
        fault.Arm(2, only: $"create {record}"); // The one that says that it went out.

        await room.PostAsync("second");
        Assert.NotNull(fault.Failed);
        File.Delete(record);
        await room.PostAsync("third");

        var texts = System.Text.Json.JsonDocument.Parse(File.ReadAllText(_team.InboxPath("lead"))).RootElement.EnumerateArray().Select(static entry => entry.GetProperty("text").GetString()!.Split("] ")[^1]);
        Assert.Equal(["first", "second", "third"], texts.Where(static text => !text.StartsWith('{')));
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(AgentMailbox mailbox, int count) => await mailbox.TakeAsync(count);

    private void AddMember(string room, string member)
    {
        var path = _team.Folder["mailbox", "team", "rooms", room, "room.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"members\": [", $"\"members\": [{{\"name\": \"{member}\", \"joined_at\": \"2026-11-21T00:00:00+00:00\", \"after\": 0}}, ", StringComparison.Ordinal));
    }
}
