using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

public sealed class ReceiptTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _sender = null!;

    public async ValueTask InitializeAsync() => _sender = await _team.JoinAsync("sender");

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task The_life_of_a_message_can_be_followed()
    {
        var worker = await _team.JoinAsync("worker");
        var id = (await _sender.SendAsync("work", "worker")).MessageId;
        Assert.Equal(ReceiptState.Accepted, (await _sender.GetReceiptAsync(id)).State);

        var delivery = Assert.Single(await worker.ClaimAllAsync(1));
        var claimed = await _sender.WaitForReceiptAsync(id, ReceiptState.Claimed);
        Assert.Equal((ReceiptState.Claimed, 1), (claimed.State, claimed.Attempt));
        Assert.StartsWith($"{Environment.ProcessId}:", claimed.ClaimedBy, StringComparison.Ordinal);

        await delivery.RejectAsync("not yet", retryAfter: TimeSpan.Zero);
        var back = await _sender.GetReceiptAsync(id);
        Assert.Equal((ReceiptState.Accepted, "not yet"), (back.State, back.Reason));

        var waiting = _sender.WaitForReceiptAsync(id);
        await Assert.Single(await worker.ClaimAllAsync(1)).AcknowledgeAsync();
        Assert.Equal(ReceiptState.Settled, (await waiting).State);
    }

    [Fact]
    public async Task A_message_for_an_agent_that_does_not_run_is_accepted_and_no_more()
    {
        await (await _team.JoinAsync("worker")).DisposeAsync();

        var receipt = await _sender.SendAsync("work", "worker");

        Assert.Equal(ReceiptState.Accepted, (await _sender.GetReceiptAsync(receipt.MessageId)).State);
        Assert.Contains("nobody has claimed it", receipt.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_and_an_expired_message_say_why()
    {
        var worker = await _team.JoinAsync("worker");
        var dead = (await _sender.SendAsync("work", "worker")).MessageId;
        await Assert.Single(await worker.ClaimAllAsync(1)).DeadLetterAsync("poison");
        var expired = (await _sender.SendAsync(new OutgoingMessage { Text = "soon", TimeToLive = TimeSpan.FromMilliseconds(1) }, "worker")).MessageId;
        await Eventually.HoldsAsync(async () => (await worker.ClaimAsync(1)).Count == 0 && (await _sender.GetReceiptAsync(expired)).State == ReceiptState.Expired);

        Assert.Equal((ReceiptState.Dead, "poison"), ((await _sender.WaitForReceiptAsync(dead)).State, (await _sender.GetReceiptAsync(dead)).Reason));
        Assert.Contains("expired", (await _sender.GetReceiptAsync(expired)).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_expires_also_when_its_recipient_does_not_run()
    {
        await (await _team.JoinAsync("worker")).DisposeAsync();

        var id = (await _sender.SendAsync(new OutgoingMessage { Text = "soon", TimeToLive = TimeSpan.FromMilliseconds(1) }, "worker")).MessageId;

        Assert.Equal(ReceiptState.Expired, (await _sender.WaitForReceiptAsync(id, ReceiptState.Expired)).State);
        Assert.Single(_team.Files("worker", "dead"));
    }

    [Fact]
    public async Task A_message_that_does_not_exist_has_no_receipt()
    {
        var id = Guid.CreateVersion7();

        Assert.Equal(id, (await Assert.ThrowsAsync<MessageNotFoundException>(() => _sender.GetReceiptAsync(id).AsTask())).MessageId);
    }
}
