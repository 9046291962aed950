using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>Claims, leases and fencing.</summary>
public abstract class ClaimContract : MessageStoreContract
{
    [Fact]
    public async Task A_published_message_is_claimed_as_it_was_sent()
    {
        var sent = Mail.Message("grüße, 世界 😀 \"quoted\" \\ \u0001", time: Time, with: message => message with
        {
            Summary = "a summary",
            Priority = Priority.High,
            ConversationId = "talk",
            CorrelationId = "c-1",
            ReplyTo = "sender",
            Headers = new Dictionary<string, string> { ["tenant"] = "x" },
        });
        await Store.PublishAsync(sent);

        var claim = Assert.Single(await Store.ClaimAllAsync(1));

        Assert.Equivalent(sent with { Timestamp = claim.Message.Timestamp }, claim.Message, strict: true);
        Assert.Equal(1, claim.Attempt);
    }

    [Fact]
    public async Task A_claimed_message_is_not_claimed_again_while_its_lease_runs()
    {
        await PublishAndClaimAsync();

        Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Empty(await Store.ClaimAsync());
    }

    [Fact]
    public async Task The_more_urgent_are_claimed_first_and_among_equals_the_older()
    {
        await Store.PublishAsync(
            Mail.Message("normal 1", time: Time), Mail.Message("low", time: Time, with: m => m with { Priority = Priority.Low }),
            Mail.Message("normal 2", time: Time), Mail.Message("critical", time: Time, with: m => m with { Priority = Priority.Critical }),
            Mail.Message("high", time: Time, with: m => m with { Priority = Priority.High }));

        var claims = await Store.ClaimAllAsync(5);

        Assert.Equal(["critical", "high", "normal 1", "normal 2", "low"], claims.Select(claim => claim.Message.Text));
    }

    [Fact]
    public async Task Acknowledging_settles_once()
    {
        var claim = await PublishAndClaimAsync();

        Assert.True(await Store.AcknowledgeAsync(claim.Lease));
        Assert.False(await Store.AcknowledgeAsync(claim.Lease));

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await Store.ClaimAsync());
        Assert.Equal(MessageState.Done, (await GetAsync(claim.Message.Id)).State);
    }

    [Fact]
    public async Task After_its_lease_a_message_is_delivered_again_and_the_attempt_counts()
    {
        await PublishAndClaimAsync();
        Time.Advance(TimeSpan.FromSeconds(30));

        var again = Assert.Single(await Store.ClaimAsync());

        Assert.Equal(2, again.Attempt);
    }

    [Fact]
    public async Task A_stale_worker_cannot_settle_even_while_nobody_else_has_the_message()
    {
        var claim = await PublishAndClaimAsync();
        Time.Advance(TimeSpan.FromSeconds(30));

        Assert.False(await Store.AcknowledgeAsync(claim.Lease));
        Assert.False(await Store.RejectAsync(claim.Lease, "no", TimeSpan.Zero, 3));
        Assert.False(await Store.DeadLetterAsync(claim.Lease, "no"));
        Assert.False(await Store.ReleaseAsync(claim.Lease));
        Assert.Equal([false], await Store.RenewAsync([(claim.Lease, TimeSpan.FromSeconds(30))]));

        Assert.Single(await Store.ClaimAsync());
    }

    [Fact]
    public async Task A_stale_worker_cannot_settle_what_another_has_claimed()
    {
        var stale = await PublishAndClaimAsync();
        Time.Advance(TimeSpan.FromSeconds(30));
        var fresh = Assert.Single(await Store.ClaimAsync());

        Assert.False(await Store.AcknowledgeAsync(stale.Lease));

        Assert.True(fresh.Lease.Token > stale.Lease.Token);
        Assert.True(await Store.AcknowledgeAsync(fresh.Lease));
    }

    [Fact]
    public async Task A_renewed_lease_lasts_longer()
    {
        var claim = await PublishAndClaimAsync();
        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal([true], await Store.RenewAsync([(claim.Lease, TimeSpan.FromSeconds(30))]));
        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Empty(await Store.ClaimAsync());
        Assert.True(await Store.AcknowledgeAsync(claim.Lease));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(-1)]
    [InlineData(-24)]
    public async Task A_step_of_the_wall_clock_gives_no_message_a_second_owner(int hours)
    {
        var claim = await PublishAndClaimAsync();

        Time.Step(TimeSpan.FromHours(hours));

        Assert.Empty(await Store.ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(await Store.AcknowledgeAsync(claim.Lease));
    }

    [Fact]
    public async Task A_released_message_comes_back_at_once_and_its_attempt_does_not_count()
    {
        var claim = await PublishAndClaimAsync();

        Assert.True(await Store.ReleaseAsync(claim.Lease));

        Assert.Equal(1, Assert.Single(await Store.ClaimAsync()).Attempt);
    }

    [Fact]
    public async Task Of_two_stores_on_the_same_data_each_message_goes_to_one()
    {
        await using var other = CreateStore(Time);
        await other.OpenMailboxAsync("worker", CancellationToken.None);
        await Store.PublishAsync([.. Enumerable.Range(0, 200).Select(n => Mail.Message($"{n}", time: Time))]);

        List<Claim> claimed = [];
        await Eventually.HoldsAsync(async () =>
        {
            var both = await Task.WhenAll(Store.ClaimAsync(7), other.ClaimAsync(7));
            claimed.AddRange(both.SelectMany(claims => claims));
            return claimed.Count >= 200;
        });

        Assert.Equal(200, claimed.Select(claim => claim.Message.Id).Distinct().Count());
        Assert.Equal(200, claimed.Count);
    }

    [Fact]
    public async Task A_message_for_later_is_not_handed_out_before_its_time()
    {
        await Store.PublishAsync(Mail.Message("later", time: Time, with: m => m with { NotBefore = Time.GetUtcNow().AddMinutes(5) }));
        await Eventually.HoldsAsync(async () => await Store.NextDueAsync("worker", CancellationToken.None) is not null);

        Assert.Empty(await Store.ClaimAsync());
        Assert.InRange((await Store.NextDueAsync("worker", CancellationToken.None))!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(await Store.ClaimAsync());
    }

    [Fact]
    public async Task A_mailbox_knows_a_message_id_once()
    {
        var message = Mail.Message("once", time: Time);
        await Store.PublishAsync(message);
        await Store.PublishAsync(message);
        await Store.PublishAsync(Mail.Message("last", time: Time));

        var claims = await Store.ClaimAllAsync(2);

        Assert.Equal(["once", "last"], claims.Select(claim => claim.Message.Text));
    }
}
