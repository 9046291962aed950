using Mailbox.Generators.Tests.Catalogue;
using Mailbox.Generators.Tests.Handlers;
using Mailbox.TestKit;

namespace Mailbox.Generators.Tests;

/// <summary>Generated dispatch, clients and replies, between real mailboxes.</summary>
public sealed class HandlerTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        await _team.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_request_is_answered_with_what_the_handler_returns()
    {
        var asker = await RunAsync(new Clerk());

        Page<Shape> answer = await asker.RequestAsync(new Drawing([new Shape.Circle("c", 1)]), to: "clerk");

        Assert.Equal("seen by asker", Assert.Single(answer.Items).Name);
    }

    [Fact]
    public async Task A_client_reads_like_calling_methods()
    {
        var asker = await RunAsync(new Clerk());
        var client = new ClerkClient(asker, "clerk");

        Assert.Equal("seen by asker", (await client.DrawAsync([new Shape.Circle("c", 1)], frame: null)).Items[0].Name);
        Assert.Equal("HELLO", await client.TalkAsync("hello"));
        Assert.Equal("it is empty", await client.EmptyAsync(new Empty()));
        var receipt = await client.PointAsync(4, 5);
        Assert.Equal(ReceiptState.Settled, (await asker.WaitForReceiptAsync(receipt.MessageId, cancel: Eventually.Cancel())).State);
    }

    [Theory]
    [MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public async Task Every_payload_of_the_catalogue_reaches_its_handler_unchanged(string name)
    {
        var recorder = new Recorder();
        var sender = await RunAsync(recorder, "recorder");
        var sent = OutgoingMessage.Of(Cases.All[name]);

        var receipt = await sender.SendAsync(sent, "recorder");
        await sender.WaitForReceiptAsync(receipt.MessageId, cancel: Eventually.Cancel());

        Assert.Equal(sent.Text, OutgoingMessage.Of(Assert.Single(recorder.Seen)).Text);
    }

    [Fact]
    public async Task A_handler_that_throws_is_tried_again()
    {
        var clerk = new Clerk { FailuresLeft = 1 };
        _team.Options = _team.Options with { RetryDelay = TimeSpan.FromMilliseconds(1) };
        var asker = await RunAsync(clerk);

        var receipt = await asker.SendAsync(new Point(1), "clerk");

        Assert.Equal(ReceiptState.Settled, (await asker.WaitForReceiptAsync(receipt.MessageId, cancel: Eventually.Cancel())).State);
        Assert.Equal(0, clerk.FailuresLeft);
    }

    [Theory]
    [InlineData("throw", "InvalidOperationException", "thrown")]
    [InlineData("reply", "out-of-paper", "no more paper")]
    public async Task An_error_reply_reaches_the_asker(string what, string code, string words)
    {
        var asker = await RunAsync(new Clerk());

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => asker.RequestAsync(new Outage(what), "clerk"));

        Assert.Equal((code, words), (error.Code, error.Error));
    }

    [Fact]
    public async Task A_payload_that_does_not_match_is_a_dead_letter_at_once_and_its_asker_learns_why()
    {
        var asker = await RunAsync(new Clerk());

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => asker.RequestAsync(OutgoingMessage.Payload("catalogue.drawing", """{"shapes":7}"""), "clerk"));

        Assert.Equal("invalid_payload", error.Code);
        Assert.Contains("$.shapes: expected an array, found number 7", error.Error, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await asker.SearchAsync(new MessageQuery { States = [MessageState.Dead] })).Count == 1);
    }

    [Fact]
    public async Task A_type_without_a_handler_is_a_dead_letter_that_says_what_is_handled()
    {
        var asker = await RunAsync(new Recorder(), "recorder");

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => asker.RequestAsync(OutgoingMessage.Payload("no.such", "{}"), "recorder"));

        Assert.Equal("not_handled", error.Code);
        Assert.Contains("'catalogue.point'", error.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_type_goes_to_the_handler_for_unknown_ones()
    {
        var asker = await RunAsync(new Clerk());

        var reply = await asker.RequestAsync(OutgoingMessage.Payload("no.such", """{"a":1}"""), "clerk");

        Assert.Equal("""no.such? {"type":"no.such","a":1}""", reply.Text);
    }

    [Fact]
    public async Task A_shutdown_request_is_approved_and_ends_the_run()
    {
        var asker = await RunAsync(new Clerk());

        await asker.SendAsync(new ShutdownRequest("shutdown-1@clerk", "asker", "done", DateTimeOffset.UtcNow), "clerk");

        await _running[0].WaitAsync(Eventually.Cancel());
        var approved = await NextAsync(asker);
        Assert.Equal(("shutdown-1@clerk", "clerk", "mailbox"), approved.Message.Read<ShutdownApproved>() is var frame ? (frame.RequestId, frame.From, frame.BackendType) : default);
    }

    [Fact]
    public async Task A_shutdown_waits_for_handlers_that_run_and_takes_no_more()
    {
        var clerk = new Clerk { Gate = new TaskCompletionSource() };
        var asker = await RunAsync(clerk, options: new ReceiveOptions { Concurrency = 4 });
        await asker.SendAsync(new Point(1), "clerk");
        await clerk.Started.Task.WaitAsync(Eventually.Cancel());

        await asker.SendAsync(new ShutdownRequest("1", "asker", null, DateTimeOffset.UtcNow), "clerk");
        await Task.Delay(200);
        Assert.False(_running[0].IsCompleted);
        Assert.Empty(await asker.ClaimAsync(1));

        clerk.Gate.SetResult();
        await _running[0].WaitAsync(Eventually.Cancel());
        Assert.Equal("shutdown_approved", (await NextAsync(asker)).Message.Type);
    }

    [Fact]
    public async Task A_handler_of_ones_own_replaces_the_default_shutdown()
    {
        var asker = await RunAsync(new Stubborn(), "stubborn");

        await asker.SendAsync(new ShutdownRequest("shutdown-1@stubborn", "asker", "done", DateTimeOffset.UtcNow), "stubborn");
        Assert.Equal("never", (await NextAsync(asker)).Message.Read<ShutdownRejected>().Reason);
        Assert.False(_running[0].IsCompleted);
    }

    private static async Task<MessageDelivery> NextAsync(AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            return delivery;
        }

        throw new TimeoutException("No mail came.");
    }

    private async Task<AgentMailbox> RunAsync(IMessageHandler handler, string name = "clerk", ReceiveOptions? options = null)
    {
        var agent = await _team.JoinAsync(name);
        _running.Add(agent.RunAsync(handler, options, _stop.Token));
        return await _team.JoinAsync("asker");
    }
}
