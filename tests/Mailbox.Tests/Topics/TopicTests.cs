using Mailbox.TestKit;
using Mailbox.Topics;

namespace Mailbox.Tests.Topics;

public sealed class TopicTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _builder = null!;
    private AgentMailbox _watcher = null!;

    public async ValueTask InitializeAsync()
    {
        _builder = await _team.JoinAsync("builder");
        _watcher = await _team.JoinAsync("watcher");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Theory]
    [InlineData("build.failed", "build.failed", true)]
    [InlineData("build.failed", "build.Failed", false)]
    [InlineData("build.*", "build.failed", true)]
    [InlineData("build.*", "build.failed.tests", false)]
    [InlineData("*.failed", "build.failed", true)]
    [InlineData("build.**", "build", true)]
    [InlineData("build.**", "build.failed.tests", true)]
    [InlineData("**", "anything.at.all", true)]
    [InlineData("**.tests", "build.failed.tests", true)]
    [InlineData("**.failed.**.x", "a.failed.b.failed.c.x", true)]
    [InlineData("a.**.b.*.c", "a.b.b.b.c", true)]
    [InlineData("a.**.b", "a.c", false)]
    [InlineData("*", "a.b", false)]
    public void Patterns_match_whole_words(string pattern, string topic, bool matches) => Assert.Equal(matches, TopicPattern.Matches(pattern, topic));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a.b*")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData(".")]
    public async Task What_is_no_pattern_is_refused(string pattern) => await Assert.ThrowsAsync<ArgumentException>(() => _watcher.Topics.SubscribeAsync(pattern).AsTask());

    [Fact]
    public async Task A_topic_has_no_wildcards() => await Assert.ThrowsAsync<ArgumentException>(() => _builder.Topics.PublishAsync("build.*", "x").AsTask());

    [Fact]
    public async Task A_subscriber_gets_what_matches_and_nothing_of_its_own()
    {
        await _watcher.Topics.SubscribeAsync("build.*");
        await _watcher.Topics.SubscribeAsync("**.failed");
        await _builder.Topics.PublishAsync("build.started", "1");
        await _builder.Topics.PublishAsync("deploy.started", "2");
        await _builder.Topics.PublishAsync("build.failed", "3");
        await _watcher.Topics.PublishAsync("build.started", "mine");
        await _builder.Topics.PublishAsync("deploy.failed", "4");

        var got = await _watcher.ClaimAllAsync(3);

        Assert.Equal([("1", "build.started"), ("3", "build.failed"), ("4", "deploy.failed")], got.Select(delivery => (delivery.Message.Text, delivery.Message.Topic!)));
    }

    [Fact]
    public async Task One_that_was_away_gets_what_it_missed()
    {
        await _watcher.Topics.SubscribeAsync("build.**");
        await _watcher.DisposeAsync();
        await _builder.Topics.PublishAsync("build.failed", "missed");

        Assert.Equal(["missed"], await (await _team.JoinAsync("watcher")).TakeAsync(1));
    }

    [Fact]
    public async Task Who_subscribes_from_the_beginning_gets_what_is_still_kept_once()
    {
        await _builder.Topics.PublishAsync("build.failed", "1");
        await _watcher.Topics.SubscribeAsync("build.failed");
        await _builder.Topics.PublishAsync("build.failed", "2");
        await _builder.Topics.PublishAsync("build.started", "3");
        Assert.Equal(["2"], await _watcher.TakeAsync(1));

        await _watcher.Topics.SubscribeAsync("build.*", new SubscribeOptions { FromBeginning = true });

        Assert.Equal(["1", "3"], await _watcher.TakeAsync(2));
        Assert.Empty(await _watcher.ClaimAsync(10));
    }

    [Fact]
    public async Task Processes_of_one_agent_share_its_subscription()
    {
        var second = await _team.JoinAsync("watcher");
        await _watcher.Topics.SubscribeAsync("build.**");
        for (var i = 0; i < 20; i++)
        {
            await _builder.Topics.PublishAsync("build.failed", $"{i}");
        }

        List<string> got = [];
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in (await _watcher.ClaimAsync(1)).Concat(await second.ClaimAsync(1)))
            {
                got.Add(delivery.Message.Text);
                await delivery.AcknowledgeAsync();
            }

            return got.Count >= 20;
        });

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}").Order(), got.Order());
    }

    [Fact]
    public async Task A_subscription_ends_when_it_is_told_to()
    {
        await _watcher.Topics.SubscribeAsync("build.**");
        Assert.Equal([("watcher", "build.**")], (await _builder.Topics.ListAsync()).Select(one => (one.Agent, one.Pattern)));

        Assert.True(await _watcher.Topics.UnsubscribeAsync("build.**"));
        Assert.False(await _watcher.Topics.UnsubscribeAsync("build.**"));

        await _builder.Topics.PublishAsync("build.failed", "unheard");
        await _watcher.Topics.SubscribeAsync("build.**");
        await _builder.Topics.PublishAsync("build.failed", "heard");
        Assert.Equal(["heard"], await _watcher.TakeAsync(1));
    }

    [Fact]
    public async Task Handlers_take_published_payloads()
    {
        await _watcher.Topics.SubscribeAsync("tasks.*");
        var handler = new Agents.FrameHandler();
        using var stop = new CancellationTokenSource();
        var handling = _watcher.RunAsync(handler, stop.Token);

        await _builder.Topics.PublishAsync("tasks.assigned", new TaskAssignment("1", "paint", "", "lead", DateTimeOffset.UnixEpoch));

        await Eventually.HoldsAsync(() => handler.Taken.Count == 1);
        await stop.CancelAsync();
        await handling;
    }

    [Fact]
    public async Task Publications_are_kept_for_their_time_and_the_last_one_for_ever()
    {
        var time = new ManualTime();
        var old = await _team.JoinAsync("old", _team.Options with { TimeProvider = time, Retention = new RetentionOptions { Interval = TimeSpan.FromDays(30) } });
        await old.Topics.PublishAsync("a", "1");
        await old.Topics.PublishAsync("a", "2");
        time.Leap(TimeSpan.FromDays(8));

        Assert.Equal(1, (await old.CleanAsync()).Publications);

        Assert.Equal(["2"], (await old.Topics.HistoryAsync()).Select(published => published.Message.Text));
        Assert.Equal(3, (await old.Topics.PublishAsync("a", "3")).Number);
    }

    [Fact]
    public async Task What_is_published_after_a_power_cut_took_earlier_publications_gets_to_who_had_those()
    {
        await _watcher.Topics.SubscribeAsync("build.*");
        for (var i = 1; i <= 5; i++)
        {
            await _builder.Topics.PublishAsync("build.started", $"{i}");
        }

        Assert.Equal(["1", "2", "3", "4", "5"], await _watcher.TakeAsync(5));
        await Eventually.HoldsAsync(() => File.ReadAllText(_team.Folder["mailbox", "team", "topics", "subscriptions", "watcher.json"]).Contains("\"through\": 5", StringComparison.Ordinal));
        await _team.CloseAsync();
        for (var i = 3; i <= 5; i++)
        {
            File.Delete(_team.Folder["mailbox", "team", "topics", "published", $"{i:D12}.json"]); // They were not flushed; the subscriber's cursor was.
        }

        _builder = await _team.JoinAsync("builder");
        Assert.Equal(3, (await _builder.Topics.PublishAsync("build.started", "new 3")).Number);
        Assert.Equal(4, (await _builder.Topics.PublishAsync("build.started", "new 4")).Number);
        _watcher = await _team.JoinAsync("watcher");

        Assert.Equal(["new 3", "new 4"], await _watcher.TakeAsync(2));
    }
}
