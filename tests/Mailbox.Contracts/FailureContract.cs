using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>Rejection, expiry, dead letters.</summary>
public abstract class FailureContract : MessageStoreContract
{
    [Fact]
    public async Task A_rejected_message_comes_back_after_its_pause()
    {
        var claim = await PublishAndClaimAsync();

        Assert.True(await Store.RejectAsync(claim.Lease, "not now", TimeSpan.FromSeconds(10), 3));

        Assert.Empty(await Store.ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, Assert.Single(await Store.ClaimAsync()).Attempt);
    }

    [Fact]
    public async Task After_the_last_attempt_a_message_is_dead_with_every_reason()
    {
        var claim = await PublishAndClaimAsync();
        await Store.RejectAsync(claim.Lease, "first", TimeSpan.Zero, 3);
        claim = Assert.Single(await Store.ClaimAsync());
        Time.Advance(TimeSpan.FromMinutes(1));
        claim = Assert.Single(await Store.ClaimAsync());
        await Store.RejectAsync(claim.Lease, "third", TimeSpan.Zero, 3);

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await Store.ClaimAsync());
        var dead = await GetAsync(claim.Message.Id);
        Assert.Equal(MessageState.Dead, dead.State);
        Assert.Equal("third", dead.Message.DeadLetter!.Reason);
        Assert.Equal([1, 2, 3], dead.Message.DeadLetter.Attempts.Select(attempt => attempt.Attempt));
        Assert.Equal("first", dead.Message.DeadLetter.Attempts[0].Reason);
        Assert.StartsWith("The lease ran out", dead.Message.DeadLetter.Attempts[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_workers_keep_dying_ends_as_a_dead_letter()
    {
        var claim = await PublishAndClaimAsync();
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(attempt, Assert.Single(await Store.ClaimAsync()).Attempt);
        }

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await Store.ClaimAsync());

        Assert.Equal(MessageState.Dead, (await GetAsync(claim.Message.Id)).State);
    }

    [Fact]
    public async Task A_dead_lettered_message_is_dead_at_once_and_keeps_its_text()
    {
        var claim = await PublishAndClaimAsync("poison");

        Assert.True(await Store.DeadLetterAsync(claim.Lease, "never"));

        var dead = await GetAsync(claim.Message.Id);
        Assert.Equal((MessageState.Dead, "poison", "never"), (dead.State, dead.Message.Text, dead.Reason));
    }

    [Fact]
    public async Task A_message_that_nobody_claimed_in_time_expires()
    {
        var message = Mail.Message("soon", time: Time, with: m => m with { ExpiresAt = Time.GetUtcNow().AddSeconds(10) });
        await Store.PublishAsync(message);
        await Eventually.HoldsAsync(async () => (await Store.GetAsync(message.Id, CancellationToken.None)).Count == 1);
        Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Empty(await Store.ClaimAsync());

        var expired = await GetAsync(message.Id);
        Assert.Equal(MessageState.Expired, expired.State);
        Assert.True(expired.Message.DeadLetter!.IsExpired);
    }

    [Fact]
    public async Task A_dead_letter_that_is_sent_again_starts_over()
    {
        var claim = await PublishAndClaimAsync("again");
        await Store.DeadLetterAsync(claim.Lease, "the first time");

        await Store.SendAgainAsync("worker", claim.Message.Id, CancellationToken.None);

        var second = Assert.Single(await Store.ClaimAllAsync(1));
        Assert.Equal((claim.Message.Id, "again", 1), (second.Message.Id, second.Message.Text, second.Attempt));
        Assert.Equal("the first time", second.Message.DeadLetter!.Reason);
        Assert.True(await Store.AcknowledgeAsync(second.Lease));
        Assert.Equal(MessageState.Done, (await GetAsync(claim.Message.Id)).State);
    }

    [Fact]
    public async Task An_expired_message_that_is_sent_again_does_not_expire_again()
    {
        var message = Mail.Message("soon", time: Time, with: m => m with { ExpiresAt = Time.GetUtcNow().AddSeconds(10) });
        await Store.PublishAsync(message);
        await Eventually.HoldsAsync(async () => (await Store.GetAsync(message.Id, CancellationToken.None)).Count == 1);
        Time.Advance(TimeSpan.FromSeconds(11));
        await Store.ClaimAsync();

        await Store.SendAgainAsync("worker", message.Id, CancellationToken.None);

        Assert.Single(await Store.ClaimAllAsync(1));
    }

    [Fact]
    public async Task What_is_no_dead_letter_cannot_be_sent_again()
    {
        var claim = await PublishAndClaimAsync();

        await Assert.ThrowsAsync<MessageNotFoundException>(() => Store.SendAgainAsync("worker", claim.Message.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_purged_dead_letter_is_gone()
    {
        var claim = await PublishAndClaimAsync();
        await Store.DeadLetterAsync(claim.Lease, "never");

        await Store.PurgeAsync("worker", claim.Message.Id, CancellationToken.None);

        Assert.Empty(await Store.GetAsync(claim.Message.Id, CancellationToken.None));
    }

    [Fact]
    public async Task One_message_of_a_batch_can_die_while_the_others_live()
    {
        await Store.PublishAsync([.. Enumerable.Range(0, 3).Select(n => Mail.Message($"{n}", time: Time))]);
        var claims = await Store.ClaimAllAsync(3);

        await Store.DeadLetterAsync(claims[0].Lease, "never");
        await Store.AcknowledgeAsync(claims[1].Lease);
        await Store.RejectAsync(claims[2].Lease, "later", TimeSpan.Zero, 3);

        var again = Assert.Single(await Store.ClaimAllAsync(1));
        Assert.Equal("2", again.Message.Text);
        await Store.AcknowledgeAsync(again.Lease);
        Assert.Equal(
            [MessageState.Dead, MessageState.Done, MessageState.Done],
            await Task.WhenAll(claims.Select(async claim => (await GetAsync(claim.Message.Id)).State)));
        Assert.Empty((await Store.VerifyAsync(null, CancellationToken.None)).Differences);
    }
}
