using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>Search, statistics, house-keeping.</summary>
public abstract class FindContract : MessageStoreContract
{
    [Fact]
    public async Task A_search_sees_what_was_accepted_before_it_also_for_agents_that_do_not_run()
    {
        Store.MakeMailbox("absent");
        await Store.PublishAsync(Mail.Message("the quick brown fox", to: "absent", time: Time));
        await Store.PublishAsync(Mail.Message("jumps over", to: "worker", time: Time));

        Assert.Equal("the quick brown fox", Assert.Single(await FindAsync(new MessageQuery { Text = "BROWN quick" })).Message.Text);
        Assert.Equal("jumps over", Assert.Single(await FindAsync(new MessageQuery { To = "worker" })).Message.Text);
        Assert.Equal(2, (await FindAsync(new MessageQuery())).Count);
    }

    [Fact]
    public async Task Every_property_of_a_query_narrows_it()
    {
        var start = Time.GetUtcNow();
        await Store.PublishAsync(
            Mail.Message("""{"type":"review.request","path":"a.cs"}""", time: Time, with: m => m with { ConversationId = "talk", CorrelationId = "c", ReplyTo = "sender", From = "alice" }),
            Mail.Message("plain", time: Time, with: m => m with { Timestamp = Time.GetUtcNow().AddHours(1) }));

        Assert.Equal("alice", Assert.Single(await FindAsync(new MessageQuery { Type = "review.request" })).Message.From);
        Assert.Single(await FindAsync(new MessageQuery { From = "alice" }));
        Assert.Single(await FindAsync(new MessageQuery { ConversationId = "talk" }));
        Assert.Single(await FindAsync(new MessageQuery { CorrelationId = "c" }));
        Assert.Single(await FindAsync(new MessageQuery { Since = start.AddMinutes(30) }));
        Assert.Single(await FindAsync(new MessageQuery { Until = start.AddMinutes(30) }));
        Assert.Equal(2, (await FindAsync(new MessageQuery { States = [MessageState.Waiting] })).Count);
        Assert.Empty(await FindAsync(new MessageQuery { States = [MessageState.Done, MessageState.Dead] }));
        Assert.Equal(["plain"], (await FindAsync(new MessageQuery { Limit = 1 })).Select(found => found.Message.Text));
        Assert.Equal(["plain"], (await FindAsync(new MessageQuery { OldestFirst = true, Offset = 1 })).Select(found => found.Message.Text));
        Assert.Empty(await FindAsync(new MessageQuery { From = "alice", Type = "other" }));
    }

    [Theory]
    [InlineData("alpha OR beta", 0)]
    [InlineData("alpha NOT beta", 0)]
    [InlineData("alp*", 0)]
    [InlineData("alpha*", 1)]
    [InlineData("\"alpha", 1)]
    [InlineData("text:alpha", 0)]
    [InlineData("alpha NEAR(beta, 5)", 0)]
    [InlineData("(alpha", 1)]
    [InlineData("^alpha", 1)]
    [InlineData("alpha\0beta", 0)]
    [InlineData("'; DROP TABLE messages; --", 0)]
    [InlineData("***", 0)]
    [InlineData("", 0)]
    [InlineData("\ud800", 0)]
    public async Task Operators_have_no_effect_in_a_search(string text, int hits)
    {
        await Store.PublishAsync(Mail.Message("alpha gamma", time: Time), Mail.Message("beta gamma", time: Time));

        Assert.Equal(hits, (await FindAsync(new MessageQuery { Text = text })).Count);
        Assert.Equal(2, (await FindAsync(new MessageQuery { Text = "gamma" })).Count);
    }

    [Fact]
    public async Task Statistics_count_by_agent_and_state()
    {
        Store.MakeMailbox("idle");
        await Store.PublishAsync([.. Enumerable.Range(0, 6).Select(n => Mail.Message($"{n}", time: Time))]);
        await Store.PublishAsync(Mail.Message("later", time: Time, with: m => m with { NotBefore = Time.GetUtcNow().AddHours(1) }));
        await Eventually.HoldsAsync(async () => (await Store.StatisticsAsync(CancellationToken.None)).Waiting == 6);
        var claims = await Store.ClaimAsync(4);
        await Store.AcknowledgeAsync(claims[0].Lease);
        await Store.DeadLetterAsync(claims[1].Lease, "no");

        var statistics = await Store.StatisticsAsync(CancellationToken.None);

        Assert.Equal(["idle", "worker"], statistics.Agents.Select(agent => agent.Agent));
        var worker = statistics.Agents[1];
        Assert.Equal((2, 1, 2, 1, 1), (worker.Waiting, worker.Delayed, worker.Leased, worker.Done, worker.Dead));
        Assert.NotNull(worker.OldestLease);
        Assert.NotNull(worker.OldestWaiting);
        Assert.Equal(0, statistics.Agents[0].Waiting);
    }

    [Fact]
    public async Task Retention_removes_by_age_and_by_count_and_leaves_dead_letters()
    {
        for (var n = 0; n < 5; n++)
        {
            await Store.AcknowledgeAsync((await PublishAndClaimAsync($"{n}")).Lease);
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        var dead = await PublishAndClaimAsync("dead");
        await Store.DeadLetterAsync(dead.Lease, "kept");

        Assert.Equal(2, (await Store.CleanAsync(new RetentionOptions { MaxFiles = 3 }, dryRun: true, null, CancellationToken.None)).Done);
        Assert.Equal(2, (await Store.CleanAsync(new RetentionOptions { MaxFiles = 3 }, dryRun: false, null, CancellationToken.None)).Done);
        Assert.Equal(["4", "3", "2"], (await FindAsync(new MessageQuery { States = [MessageState.Done] })).Select(found => found.Message.Text));

        // "2" was settled three minutes ago.
        Assert.Equal(1, (await Store.CleanAsync(new RetentionOptions { MaxAge = TimeSpan.FromMinutes(2.5) }, dryRun: false, null, CancellationToken.None)).Done);
        Assert.Equal(0, (await Store.CleanAsync(RetentionOptions.KeepEverything, dryRun: false, null, CancellationToken.None)).Done);
        Assert.Equal(MessageState.Dead, (await GetAsync(dead.Message.Id)).State);
        Assert.Empty((await Store.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    private Task<IReadOnlyList<StoredMessage>> FindAsync(MessageQuery query) => Store.SearchAsync(query, CancellationToken.None);
}
