using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>Rooms, topics, tasks and names, while their processes are killed. MAILBOX_KILLS sets how many; CONTRIBUTING names the long run.</summary>
public sealed class CommunityKillTests : IAsyncDisposable
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_KILLS"), out var asked) ? asked : 8;
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(200), HeartbeatInterval = TimeSpan.FromMilliseconds(500) });
    private readonly Random _random = new(Kills);

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task However_posters_are_killed_every_post_gets_to_every_member_once_and_in_order()
    {
        var reader = await _team.JoinAsync("reader");
        await reader.Rooms.CreateAsync("room");
        await (await _team.JoinAsync("away")).Rooms.JoinAsync("room");
        List<string> posted = [];
        for (var killed = 0; killed < Kills; killed += 2)
        {
            using var one = WorkerProcess.Start(_team, "post", "one", 30, "room");
            using var two = WorkerProcess.Start(_team, "post", "two", 30, "room");
            await KillAsync("posted ", posted, one, two);
        }

        var room = await reader.Rooms.GetAsync("room");
        var history = (await room.HistoryAsync(limit: int.MaxValue)).ToList();
        Assert.Equal(Enumerable.Range(1, history.Count).Select(n => (long)n), history.Select(post => post.Number));
        var texts = history.Where(post => post.Message.Type is null).Select(post => post.Message.Text).ToList();
        Assert.Empty(posted.Except(texts));
        Assert.Equal(texts.Count, texts.Distinct().Count());

        var away = await _team.JoinAsync("away");
        foreach (var member in (AgentMailbox[])[reader, away])
        {
            var expected = history.Where(post => post.Message.From != member.Name).Select(post => post.Number).ToList();
            List<long> got = [];
            await Eventually.HoldsAsync(async () =>
            {
                foreach (var delivery in await member.ClaimAsync(1000))
                {
                    if (delivery.Message.PostNumber is { } number)
                    {
                        got.Add(number);
                    }

                    await delivery.AcknowledgeAsync();
                }

                return got.Count >= expected.Count;
            });
            Assert.Equal(expected, got);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} killed, {posted.Count} posts, {history.Count} in the history");
    }

    [Fact]
    public async Task However_publishers_and_subscribers_are_killed_a_subscription_misses_nothing()
    {
        var watcher = await _team.JoinAsync("watcher");
        await watcher.Topics.SubscribeAsync("build.*");
        await watcher.DisposeAsync();
        List<string> published = [];
        List<string> got = [];
        for (var killed = 0; killed < Kills; killed += 2)
        {
            using var publisher = WorkerProcess.Start(_team, "publish", "publisher");
            using var subscriber = WorkerProcess.Start(_team, "work", "watcher");
            await KillAsync("published ", published, publisher, subscriber);
            got.AddRange(subscriber.Said("acknowledged "));
        }

        watcher = await _team.JoinAsync("watcher");
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in await watcher.ClaimAsync(1000))
            {
                await delivery.AcknowledgeAsync();
                got.Add(delivery.Message.Text);
            }

            return !published.Except(Settled("watcher")).Any();
        });
        Assert.Equal(got.Count, got.Distinct().Count());
    }

    [Fact]
    public async Task However_a_sender_to_several_is_killed_what_it_was_told_is_accepted_everybody_has()
    {
        await _team.JoinAsync("a");
        await _team.JoinAsync("b");
        await _team.JoinAsync("c");
        List<string> sent = [];
        for (var killed = 0; killed < Kills; killed++)
        {
            using var sender = WorkerProcess.Start(_team, "fan", "sender", 30, "a", "b", "c");
            await KillAsync("sent ", sent, sender);
        }

        foreach (var name in (string[])["a", "b", "c"])
        {
            var has = (await (await _team.JoinAsync(name)).SearchAsync(new MessageQuery { To = name, Limit = int.MaxValue })).Select(found => found.Message.Text).ToList();
            Assert.Empty(sent.Except(has));
            Assert.Equal(has.Count, has.Distinct().Count());
        }
    }

    [Fact]
    public async Task However_workers_are_killed_every_task_is_done_and_completed_once()
    {
        List<string> enqueued = [];
        List<string> completed = [];
        for (var killed = 0; killed < Kills; killed += 3)
        {
            using var boss = WorkerProcess.Start(_team, "enqueue", "boss");
            using var one = WorkerProcess.Start(_team, "do", "one");
            using var two = WorkerProcess.Start(_team, "do", "two");
            await KillAsync("enqueued ", enqueued, boss, one, two);
            completed.AddRange(one.Said("completed ").Concat(two.Said("completed ")));
        }

        var last = await _team.JoinAsync("last");
        await Eventually.HoldsAsync(async () =>
        {
            while (await last.Tasks.ClaimAsync() is { } claim)
            {
                await claim.CompleteAsync("done");
                completed.Add(claim.Task.Id);
            }

            return (await last.Tasks.CountAsync()).Keys.SequenceEqual([TaskState.Done]);
        });
        var done = await last.Tasks.ListAsync(new TaskQuery { Limit = int.MaxValue });
        Assert.Empty(enqueued.Except(done.Select(task => task.Id)));
        Assert.All(done, task => Assert.Equal("done", task.Result));
        Assert.Equal(completed.Count, completed.Distinct().Count());
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} killed, {enqueued.Count} enqueued, {completed.Count} said to be completed");
    }

    [Fact]
    public async Task A_name_belongs_to_its_process_and_a_dead_ones_is_taken_with_its_mail()
    {
        var sender = await _team.JoinAsync("sender");
        using var holder = WorkerProcess.Start(_team, "work", "holder", 30, "alone");
        await holder.SaysAsync("ready");
        await Assert.ThrowsAsync<NameHeldException>(() => _team.JoinAsync("holder"));
        using (var second = WorkerProcess.Start(_team, "work", "holder", 30, "alone"))
        {
            await second.SaysAsync("held");
        }

        holder.Kill();
        Assert.Equal(AgentStatus.Offline, (await sender.GetAgentAsync("holder"))!.Status);
        await sender.SendAsync("for whoever is next", "holder");

        Assert.Equal(["for whoever is next"], await (await _team.JoinAsync("holder")).TakeAsync(1));
    }

    [Fact]
    public async Task Who_is_stopped_past_its_heartbeats_loses_its_task_and_cannot_complete_it()
    {
        var other = await _team.JoinAsync("other");
        await other.Tasks.EnqueueAsync("task");
        using var sleeper = WorkerProcess.Start(_team, "sit", "sleeper");
        await sleeper.SaysAsync("claimed 1");
        Assert.Null(await other.Tasks.ClaimAsync());

        await sleeper.StopAsync();
        TaskClaim? stolen = null;
        await Eventually.HoldsAsync(async () => (stolen = await other.Tasks.ClaimAsync()) is not null);
        Assert.Equal(AgentStatus.Offline, (await other.GetAgentAsync("sleeper"))!.Status);
        await stolen!.CompleteAsync("in time");
        sleeper.Continue();
        sleeper.Tell("go on");

        await sleeper.SaysAsync("lost");
        Assert.Equal("in time", (await other.Tasks.GetAsync("1")).Result);
        await Eventually.HoldsAsync(async () => (await other.GetAgentAsync("sleeper"))!.IsAlive);
    }

    private async Task KillAsync(string verb, List<string> said, params WorkerProcess[] processes)
    {
        foreach (var process in processes)
        {
            await process.SaysAsync("ready");
        }

        await Eventually.HoldsAsync(() => processes[0].Said(verb).Count() > 3);
        await Task.Delay(_random.Next(200));
        foreach (var process in processes)
        {
            process.Kill();
        }

        said.AddRange(processes.SelectMany(process => process.Said(verb)));
    }

    private IEnumerable<string> Settled(string agent) => _team.Files(agent, "done")
        .SelectMany(file => System.Text.Json.JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!));
}
