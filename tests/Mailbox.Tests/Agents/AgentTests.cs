using Mailbox.TestKit;

namespace Mailbox.Tests.Agents;

public sealed class AgentTests : IAsyncDisposable
{
    private static readonly AgentProfile Reviewing = new() { Description = "Reads diffs.", Capabilities = ["review", "csharp"], Metadata = new Dictionary<string, string> { ["tier"] = "1" } };
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task An_agent_that_joined_is_listed_with_what_it_tells()
    {
        var reviewer = await RegisteredAsync("reviewer", Reviewing);

        var found = Assert.Single(await reviewer.FindAgentsAsync());

        Assert.Equal(("reviewer", "Reads diffs.", "csharp", "1", true), (found.Name, found.Description, found.Harness, found.Metadata["tier"], found.IsAlive));
        Assert.Equal(["review", "csharp"], found.Capabilities);
        Assert.StartsWith($"{Environment.ProcessId}:", found.Process, StringComparison.Ordinal);
        Assert.NotNull(found.LastSeen);
    }

    [Fact]
    public async Task The_payloads_it_handles_are_listed_with_their_schemas_without_typing()
    {
        var agent = await _team.JoinAsync("agent");
        using var stop = new CancellationTokenSource();
        var running = agent.RunAsync(new FrameHandler(), stop.Token);

        await Eventually.HoldsAsync(async () => (await agent.GetAgentAsync("agent"))!.Handles("task_assignment"));

        var payload = Assert.Single((await agent.FindAgentsAsync(new AgentQuery { Payload = "task_assignment" }))[0].Payloads);
        Assert.Contains("\"taskId\"", payload.Schema, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("review", null, null, "reviewer")]
    [InlineData("REVIEW csharp", null, null, "reviewer")]
    [InlineData("review paint", null, null, "")]
    [InlineData(null, "paint write", null, "painter")]
    [InlineData(null, null, "*er", "painter reviewer")]
    [InlineData(null, null, "p?INTER", "painter")]
    public async Task Agents_are_found_by_capability_and_name(string? all, string? any, string? name, string expected)
    {
        var reviewer = await RegisteredAsync("reviewer", Reviewing);
        await RegisteredAsync("painter", new AgentProfile { Capabilities = ["paint"] });

        var found = await reviewer.FindAgentsAsync(new AgentQuery { AllOf = all?.Split(' ') ?? [], AnyOf = any?.Split(' ') ?? [], Name = name });

        Assert.Equal(expected, string.Join(' ', found.Select(agent => agent.Name)));
    }

    [Fact]
    public async Task An_agent_that_closed_is_offline_and_keeps_its_mail()
    {
        var asker = await _team.JoinAsync("asker");
        var reviewer = await RegisteredAsync("reviewer", Reviewing);
        await reviewer.DisposeAsync();

        Assert.Equal(AgentStatus.Offline, (await asker.GetAgentAsync("reviewer"))!.Status);
        await asker.SendAsync("for later", "reviewer");
        var again = await RegisteredAsync("reviewer", Reviewing);
        Assert.Equal(["for later"], await again.TakeAsync(1));
    }

    [Fact]
    public async Task One_that_left_is_not_listed_until_it_joins_again()
    {
        var asker = await _team.JoinAsync("asker");
        await (await _team.JoinAsync("guest")).LeaveAsync();
        Assert.DoesNotContain(await asker.FindAgentsAsync(), agent => agent.Name == "guest");

        await _team.JoinAsync("guest");

        Assert.Contains(await asker.FindAgentsAsync(), agent => agent.Name == "guest");
    }

    [Fact]
    public async Task Silence_of_three_heartbeats_makes_offline_and_a_clock_step_does_not()
    {
        var time = new ManualTime();
        var options = _team.Options with { TimeProvider = time };
        await _team.JoinAsync("silent", options with { RescanInterval = TimeSpan.FromDays(1), HeartbeatInterval = TimeSpan.FromSeconds(10) });
        var watcher = await _team.JoinAsync("watcher", options);

        // The pulse gives the signs of life: one that comes once a day is allowed to be silent for three days.
        time.Step(TimeSpan.FromDays(30));
        Assert.True((await watcher.GetAgentAsync("silent"))!.IsAlive);
        time.Step(TimeSpan.FromDays(-60));
        Assert.True((await watcher.GetAgentAsync("silent"))!.IsAlive);

        var silent = _team.Folder["mailbox", "team", "agents", "silent", "agent.json"];
        File.WriteAllText(silent, File.ReadAllText(silent).Replace("\"every\": 86400000", "\"every\": 10000", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.True((await watcher.GetAgentAsync("silent"))!.IsAlive);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(AgentStatus.Offline, (await watcher.GetAgentAsync("silent"))!.Status);
    }

    [Fact]
    public async Task Watchers_are_told_who_comes_changes_and_goes()
    {
        var watcher = await _team.JoinAsync("watcher", _team.Options with { RescanInterval = TimeSpan.FromMilliseconds(20) });
        List<string> seen = [];
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var change in watcher.WatchAgentsAsync(stop.Token))
            {
                lock (seen)
                {
                    seen.Add(change.Agent.Name == "guest" ? $"{change.Kind} {change.Agent.Status}" : "another");
                }
            }
        });

        // What was there at its first look is not told: it has looked once it tells of somebody else.
        var asked = 0;
        await Eventually.HoldsAsync(async () =>
        {
            await watcher.SetStatusAsync(asked++ % 2 == 0 ? AgentStatus.Busy : AgentStatus.Idle);
            lock (seen)
            {
                return seen.Count > 0;
            }
        });

        var guest = await _team.JoinAsync("guest");

        // Its mailbox is there a moment before it is itself.
        await SeenAsync("Joined Idle", "Joined Active", "Joined Offline");
        await SeenAsync("Joined Idle", "Joined Active", "Status Idle", "Status Active");
        await guest.SetStatusAsync(AgentStatus.Busy);
        await SeenAsync("Status Busy");
        await guest.RegisterAsync(Reviewing);
        await SeenAsync("Updated Busy");
        await guest.DisposeAsync();
        await SeenAsync("Status Offline");
        await (await _team.JoinAsync("guest")).LeaveAsync();
        await SeenAsync("Left Offline", "Left Idle", "Left Active");
        await stop.CancelAsync();
        await watching;

        Task SeenAsync(params string[] any) => Eventually.HoldsAsync(() =>
        {
            lock (seen)
            {
                return seen.Intersect(any, StringComparer.Ordinal).Any();
            }
        }, $"the watcher sees {string.Join(" or ", any)}");
    }

    [Fact]
    public async Task A_hidden_agent_is_reached_by_name_and_not_listed()
    {
        var hidden = await RegisteredAsync("hidden", new AgentProfile { Visibility = AgentVisibility.Hidden });
        var other = await _team.JoinAsync("other");

        Assert.DoesNotContain(await other.FindAgentsAsync(), agent => agent.Name == "hidden");
        Assert.DoesNotContain("hidden", File.ReadAllText(_team.ConfigPath), StringComparison.Ordinal);
        await other.SendAsync("psst", "hidden");
        Assert.Equal(["psst"], await hidden.TakeAsync(1));
    }

    [Fact]
    public async Task A_ghost_is_neither_listed_nor_reached_but_gets_its_answers()
    {
        var ghost = await RegisteredAsync("ghost", new AgentProfile { Visibility = AgentVisibility.Ghost });
        var other = await _team.JoinAsync("other");

        var refused = await Assert.ThrowsAsync<UnknownRecipientException>(() => other.SendAsync("boo", "ghost").AsTask());
        Assert.DoesNotContain("ghost", refused.Members);
        Assert.Null(await other.GetAgentAsync("ghost"));

        var asking = ghost.RequestAsync("who am I?", "other");
        await using var delivery = await other.NextAsync();
        await delivery.ReplyAsync("nobody");
        Assert.Equal("nobody", (await asking).Text);
    }

    [Fact]
    public async Task Members_of_the_config_that_never_registered_are_listed_with_what_it_tells()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_team.ConfigPath)!);
        File.WriteAllText(_team.ConfigPath, """{"name":"team","members":[{"name":"team-lead","agentType":"team-lead"},{"name":"scout","agentType":"Explore","model":"haiku","joinedAt":1732190000000}]}""");
        var agent = await _team.JoinAsync("agent");

        var scout = (await agent.FindAgentsAsync(new AgentQuery { Name = "scout" }))[0];

        Assert.Equal(("claude-code", "Explore", "haiku", false, AgentStatus.Active), (scout.Harness, scout.Description, scout.Metadata["model"], scout.IsMailbox, scout.Status));
    }

    [Fact]
    public async Task A_card_keeps_what_a_later_version_wrote_and_a_damaged_one_is_written_anew()
    {
        var agent = await RegisteredAsync("agent", Reviewing);
        var card = _team.Folder["mailbox", "team", "agents", "agent", "agent.json"];
        File.WriteAllText(card, File.ReadAllText(card).Replace("\"format\": 1,", "\"format\": 1, \"from_the_future\": {\"x\": [1]},", StringComparison.Ordinal));
        await agent.SetStatusAsync(AgentStatus.Busy);
        Assert.Contains("\"from_the_future\"", File.ReadAllText(card), StringComparison.Ordinal);

        File.WriteAllText(card, "{ half");
        await agent.SetStatusAsync(AgentStatus.Idle);

        Assert.Equal(("agent", AgentStatus.Idle), ((await agent.FindAgentsAsync())[0].Name, (await agent.FindAgentsAsync())[0].Status));
    }

    [Fact]
    public async Task A_profile_that_is_too_long_is_refused_with_everything_that_is_wrong()
    {
        var profile = new AgentProfile { Description = new string('x', 5000), Capabilities = [""], Harness = " " };

        var refused = await Assert.ThrowsAsync<InvalidMailboxOptionsException>(() => _team.JoinAsync("agent", _team.Options with { Profile = profile }));

        Assert.Equal(3, refused.Faults.Count);
    }

    private Task<AgentMailbox> RegisteredAsync(string name, AgentProfile profile) => _team.JoinAsync(name, _team.Options with { Profile = profile });
}
