using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>Requests and their replies.</summary>
public abstract class ReplyContract : MessageStoreContract
{
    [Fact]
    public async Task A_reply_waits_for_its_asker_and_is_not_handed_out_as_mail()
    {
        var request = await RequestAsync();
        await ReplyAsync(request, "42");

        Assert.Empty(await Store.ClaimAsync());
        Assert.Equal("42", (await Store.TakeReplyAsync("worker", "c-1"))!.Text);
        Assert.Null(await Store.TakeReplyAsync("worker", "c-1"));
        Assert.Equal(MessageState.Done, (await Store.FindReplyAsync("worker", "c-1", CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_reply_is_told_to_whoever_listens()
    {
        var told = new TaskCompletionSource<Message>();
        using var listening = Store.OnReplies("worker", new Listener(told));
        var request = await RequestAsync();

        await ReplyAsync(request, "42");

        Assert.Equal("42", (await told.Task.WaitAsync(Eventually.Limit)).Text);
    }

    [Fact]
    public async Task A_reply_after_the_request_was_closed_is_kept_and_marked_late()
    {
        var request = await RequestAsync();
        await Store.CloseRequestAsync("c-1");
        await ReplyAsync(request, "too late");

        await Store.SweepLateRepliesAsync("worker");

        var reply = await Store.FindReplyAsync("worker", "c-1", CancellationToken.None);
        Assert.True(reply!.IsLate);
        Assert.Equal((MessageState.Done, "too late"), (reply.State, reply.Message.Text));
    }

    [Fact]
    public async Task A_reply_after_the_askers_time_is_late()
    {
        var request = await RequestAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        await ReplyAsync(request, "too late");

        await Store.SweepLateRepliesAsync("worker");

        Assert.True((await Store.FindReplyAsync("worker", "c-1", CancellationToken.None))!.IsLate);
    }

    [Fact]
    public async Task A_reply_in_time_waits_for_an_asker_that_is_away()
    {
        var request = await RequestAsync();
        await ReplyAsync(request, "42");

        await Store.SweepLateRepliesAsync("worker");

        var reply = await Store.FindReplyAsync("worker", "c-1", CancellationToken.None);
        Assert.Equal((MessageState.AwaitingAsker, false), (reply!.State, reply.IsLate));
    }

    [Fact]
    public async Task A_second_reply_to_the_same_request_is_kept_as_late()
    {
        var request = await RequestAsync();
        await ReplyAsync(request, "first");
        Assert.Equal("first", (await Store.TakeReplyAsync("worker", "c-1"))!.Text);
        await ReplyAsync(request, "second");

        await Store.SweepLateRepliesAsync("worker");

        var all = await Store.SearchAsync(new MessageQuery { CorrelationId = "c-1", To = "worker", OldestFirst = true }, CancellationToken.None);
        Assert.Equal([("first", false), ("second", true)], all.Select(found => (found.Message.Text, found.IsLate)));
    }

    [Fact]
    public async Task Open_requests_are_those_neither_answered_nor_given_up_nor_past_their_time()
    {
        var request = await RequestAsync();
        Assert.Equal(request.Id, Assert.Single(await Store.OpenRequestsAsync("worker", CancellationToken.None)).Message.Id);

        await ReplyAsync(request, "42");
        Assert.Single(await Store.OpenRequestsAsync("worker", CancellationToken.None));
        await Store.TakeReplyAsync("worker", "c-1");
        Assert.Empty(await Store.OpenRequestsAsync("worker", CancellationToken.None));
    }

    [Fact]
    public async Task A_request_past_its_time_is_not_open()
    {
        await RequestAsync();
        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Empty(await Store.OpenRequestsAsync("worker", CancellationToken.None));
    }

    private async Task<Message> RequestAsync()
    {
        Store.MakeMailbox("answerer");
        var request = Mail.Message("6 * 7?", to: "answerer", time: Time, with: m => m with
        {
            From = "worker",
            CorrelationId = "c-1",
            ReplyTo = "worker",
            ReplyBy = Time.GetUtcNow().AddMinutes(1),
        });
        await Store.PublishAsync(request);
        Assert.Single(await Store.GetAsync(request.Id, CancellationToken.None));
        return request;
    }

    private async Task ReplyAsync(Message request, string text)
    {
        var reply = Mail.Message(text, time: Time, with: m => m with { From = "answerer", CorrelationId = request.CorrelationId, InReplyTo = request.Id });
        await Store.PublishAsync(reply);
        Assert.Single(await Store.GetAsync(reply.Id, CancellationToken.None));
    }

    private sealed class Listener(TaskCompletionSource<Message> told) : IReplyTaker
    {
        public bool IsWaiting => true;

        public bool TryTake(Message reply) => false;

        public Task MatchAsync(IReadOnlyList<Message> replies)
        {
            foreach (var reply in replies)
            {
                told.TrySetResult(reply);
            }

            return Task.CompletedTask;
        }
    }
}
