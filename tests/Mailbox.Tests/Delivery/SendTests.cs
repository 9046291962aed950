using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

public sealed class SendTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _alice = null!;
    private AgentMailbox _bob = null!;

    public async ValueTask InitializeAsync()
    {
        _alice = await _team.JoinAsync("alice");
        _bob = await _team.JoinAsync("bob");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_message_is_a_file_of_its_own_that_reads_as_an_Agent_Teams_entry()
    {
        var receipt = await _alice.SendAsync(new OutgoingMessage { Text = "hello", Summary = "greeting", Headers = new Dictionary<string, string> { ["k"] = "v" } }, "bob");
        await _bob.TakeAsync(1);

        using var file = JsonDocument.Parse(File.ReadAllText(Assert.Single(_team.Files("bob", "done"))));
        var entry = Assert.Single(file.RootElement.EnumerateArray());
        Assert.Equal(["from", "text", "summary", "timestamp", "msgV", "msg_id", "type", "to", "headers", "read"], entry.EnumerateObject().Select(property => property.Name));
        Assert.Equal(receipt.MessageId.ToString(), entry.GetProperty("msg_id").GetString());
        Assert.Equal(7, receipt.MessageId.Version);
    }

    [Fact]
    public async Task A_batch_is_one_file()
    {
        var receipts = await _alice.SendBatchAsync(["one", "two", "three"], "bob");

        Assert.Equal(3, receipts.Count);
        Assert.Single(_team.Files("bob", "inbox"));
        Assert.Equal(["one", "two", "three"], await _bob.TakeAsync(3));
        Assert.Empty(_team.Files("bob", "inbox"));
        Assert.Single(_team.Files("bob", "done"));
    }

    [Fact]
    public async Task A_batch_with_a_message_that_is_too_large_sends_nothing()
    {
        await Assert.ThrowsAsync<MessageTooLargeException>(() => _alice.SendBatchAsync(["small", new string('x', 2 * 1024 * 1024)], "bob").AsTask());

        Assert.Empty(_team.Files("bob", "inbox"));
    }

    [Fact]
    public async Task A_batch_of_many_large_messages_arrives_and_one_that_is_too_large_is_refused()
    {
        await _alice.SendBatchAsync([.. Enumerable.Range(0, 20).Select(_ => (OutgoingMessage)new string('x', 900_000))], "bob");
        Assert.Equal(20, (await _bob.TakeAsync(20)).Count);

        var error = await Assert.ThrowsAsync<MessageTooLargeException>(() => _alice.SendBatchAsync([.. Enumerable.Range(0, 80).Select(_ => (OutgoingMessage)new string('x', 900_000))], "bob").AsTask());
        Assert.Contains("Send it in parts", error.Message, StringComparison.Ordinal);
        Assert.Empty(_team.Files("bob", "inbox"));
    }

    [Fact]
    public async Task Several_recipients_get_a_message_each()
    {
        var carol = await _team.JoinAsync("carol");

        var receipts = await _alice.SendAsync("all", ["bob", "carol", "bob"]);

        Assert.Equal(["bob", "carol"], receipts.Select(receipt => receipt.To));
        Assert.NotEqual(receipts[0].MessageId, receipts[1].MessageId);
        Assert.Equal(["all"], await _bob.TakeAsync(1));
        Assert.Equal(["all"], await carol.TakeAsync(1));
    }

    [Fact]
    public async Task One_unknown_name_among_several_recipients_sends_nothing()
    {
        await Assert.ThrowsAsync<UnknownRecipientException>(() => _alice.SendAsync("all", ["bob", "nobody"]).AsTask());

        Assert.Empty(_team.Files("bob", "inbox"));
    }

    [Fact]
    public async Task An_unknown_recipient_is_an_error_that_names_the_members_and_the_nearest()
    {
        var error = await Assert.ThrowsAsync<UnknownRecipientException>(() => _alice.SendAsync("x", "bop").AsTask());

        Assert.Equal("bob", error.Nearest);
        Assert.Equal(["alice", "bob"], error.Members);
        Assert.Contains("Did you mean 'bob'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_for_a_name_that_nobody_has_yet_waits_when_the_sender_allows_it()
    {
        await _alice.SendAsync("early", "dave", new SendOptions { AllowUnknownRecipients = true });

        var dave = await _team.JoinAsync("dave");

        Assert.Equal(["early"], await dave.TakeAsync(1));
    }

    [Fact]
    public async Task A_message_id_of_ones_own_makes_sending_idempotent()
    {
        var id = Guid.CreateVersion7();
        await _alice.SendAsync(new OutgoingMessage { Text = "once", Id = id }, "bob");
        await _alice.SendAsync(new OutgoingMessage { Text = "once", Id = id }, "bob");
        await _alice.SendAsync("last", "bob");

        Assert.Equal(["once", "last"], await _bob.TakeAsync(2));
        await Eventually.HoldsAsync(() => _team.Files("bob", "inbox").Count == 0);
    }

    [Fact]
    public async Task Everything_that_waits_for_one_recipient_goes_into_few_files_and_arrives_in_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => _alice.SendAsync($"{n}", "bob").AsTask()));

        var texts = await _bob.TakeAsync(500);

        Assert.Equal(500, texts.Distinct().Count());
        Assert.InRange(_team.Files("bob", "done").Count, 1, 400);
    }

    [Fact]
    public async Task A_cancelled_send_sends_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _alice.SendAsync("x", "bob", cancel: new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(_team.Files("bob", "inbox"));
    }

    [Fact]
    public async Task Trace_context_travels_in_the_headers()
    {
        using var activity = new System.Diagnostics.Activity("test").Start();

        await _alice.SendAsync("traced", "bob");
        await using var delivery = await _bob.NextAsync();

        Assert.StartsWith($"00-{activity.TraceId}", delivery.Message.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_mailbox_says_so()
    {
        await _alice.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _alice.SendAsync("x", "bob").AsTask());
    }
}
