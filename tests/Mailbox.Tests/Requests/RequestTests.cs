using Mailbox.Store.Index;
using Mailbox.TestKit;

namespace Mailbox.Tests.Requests;

public sealed class RequestTests : IAsyncLifetime
{
    private static readonly RequestOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(300) };
    private readonly TestTeam _team = new();
    private AgentMailbox _asker = null!;
    private AgentMailbox _answerer = null!;

    public async ValueTask InitializeAsync()
    {
        _asker = await _team.JoinAsync("asker");
        _answerer = await _team.JoinAsync("answerer");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_request_is_answered()
    {
        var asking = _asker.RequestAsync(new OutgoingMessage { Text = "6 * 7?", ConversationId = "maths" }, "answerer");
        await using var delivery = await _answerer.NextAsync();
        Assert.True(delivery.Message.IsRequest);

        await delivery.ReplyAsync("42");

        var reply = await asking;
        Assert.Equal(("42", "answerer", delivery.Message.Id, "maths"), (reply.Text, reply.From, reply.InReplyTo, reply.ConversationId));
        Assert.Equal(["6 * 7?", "42"], (await _asker.GetConversationAsync("maths")).Select(found => found.Message.Text));
        Assert.Empty(await _asker.OpenRequestsAsync());
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_the_index_and_is_settled_when_it_can_be()
    {
        var asking = _asker.RequestAsync("6 * 7?", "answerer");
        var request = await SentAsync(_asker, "6 * 7?");
        using (var other = IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            await Eventually.HoldsAsync(() => Task.FromResult(other.TryBegin()));
            await PublishReplyAsync(request, "42", _asker);

            Assert.Equal("42", (await asking).Text);
            Assert.Single(_team.Files("asker", "inbox"));
            other.Rollback();
        }

        await Eventually.HoldsAsync(() => Task.FromResult(_team.Files("asker", "done").Count == 1));
        Assert.Empty(_team.Files("asker", "inbox"));
        Assert.Empty(await _asker.OpenRequestsAsync());
    }

    [Fact]
    public async Task An_answer_whose_asker_ended_before_it_was_settled_is_there_for_who_resumes()
    {
        var asking = _asker.RequestAsync("6 * 7?", "answerer");
        var request = await SentAsync(_asker, "6 * 7?");
        await PublishReplyAsync(request, "42", _asker);
        await asking;

        // As after a kill: the file is where it was, and no index knows it.
        await _team.CloseAsync();
        var settled = Assert.Single(_team.Files("asker", "done"));
        File.Move(settled, settled.Replace("/done/", "/inbox/", StringComparison.Ordinal));
        _team.DeleteIndex();

        await using var again = await _team.JoinAsync("asker");
        var open = Assert.Single(await again.OpenRequestsAsync());
        Assert.Equal("42", (await again.ResumeAsync(open)).Text);
    }

    [Fact]
    public async Task Who_asks_and_receives_at_a_time_gets_both_whichever_way_they_come_in()
    {
        // Another hub, of whose mail this one hears with the rescan only; the answers it hears of at once.
        var quick = _team.Options with { WatchFolders = false, RescanInterval = TimeSpan.FromMilliseconds(10) };
        var both = await _team.JoinAsync("both", quick);
        var sender = await _team.JoinAsync("sender", quick with { RescanInterval = TimeSpan.FromMilliseconds(11) });
        using var stop = new CancellationTokenSource();
        HashSet<string> received = [];
        var receiving = both.RunAsync(
            (delivery, _) =>
            {
                lock (received)
                {
                    received.Add($"{delivery.Message.Text}, attempt {delivery.Attempt}");
                }

                return Task.CompletedTask;
            },
            cancel: stop.Token);
        for (var i = 0; i < 50; i++)
        {
            var asking = both.RequestAsync($"{i}?", "answerer");
            var request = await SentAsync(both, $"{i}?");
            await sender.SendAsync($"{i}", "both");
            await both.Store.PublishAsync(Mail.Message($"{i}!", to: "both", with: message => message with { From = "answerer", CorrelationId = request.CorrelationId, InReplyTo = request.Id }));
            Assert.Equal($"{i}!", (await asking).Text);
        }

        await Eventually.HoldsAsync(() =>
        {
            lock (received)
            {
                return Task.FromResult(received.Count == 50);
            }
        });
        Assert.All(received, static one => Assert.EndsWith(", attempt 1", one, StringComparison.Ordinal)); // None was claimed for nobody.
        Assert.Empty(await both.OpenRequestsAsync());
        await stop.CancelAsync();
        await receiving;
    }

    [Fact]
    public async Task Of_two_answers_the_one_that_was_given_is_settled_also_if_it_came_second()
    {
        // It hears of what is published in its own process, and of nothing else.
        var deaf = await _team.JoinAsync("deaf", _team.Options with { WatchFolders = false, RescanInterval = TimeSpan.FromDays(1) });
        await deaf.SendAsync("has looked since it joined", "deaf");
        await (await deaf.NextAsync()).AcknowledgeAsync();
        var asking = deaf.RequestAsync("6 * 7?", "answerer");
        var request = await SentAsync(deaf, "6 * 7?");
        Message Answer(string text) => Mail.Message(text, to: "deaf", with: message => message with { From = "answerer", CorrelationId = request.CorrelationId, InReplyTo = request.Id });
        var (first, second) = (Answer("41"), Answer("42"));

        await _asker.Store.PublishAsync(first);
        Assert.Equal(MessageState.AwaitingAsker, (await _asker.GetAsync(first.Id))!.State); // Another process has it in the index.
        await deaf.Store.PublishAsync(second);

        Assert.Equal("42", (await asking).Text);
        Assert.Empty(await deaf.OpenRequestsAsync());
        Assert.Equal(MessageState.Done, (await deaf.GetAsync(second.Id))!.State);
    }

    [Fact]
    public async Task Replies_find_their_requests_whatever_the_order()
    {
        var asking = Enumerable.Range(0, 20).Select(n => _asker.RequestAsync($"{n}", "answerer")).ToList();
        var deliveries = await _answerer.ClaimAllAsync(20);

        foreach (var delivery in deliveries.Reverse())
        {
            await delivery.ReplyAsync($"re {delivery.Message.Text}");
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"re {n}"), (await Task.WhenAll(asking)).Select(reply => reply.Text));
    }

    [Fact]
    public async Task An_error_reply_is_an_exception_that_says_why()
    {
        var asking = _asker.RequestAsync("?", "answerer");
        await using var delivery = await _answerer.NextAsync();
        await delivery.ReplyErrorAsync("the file is not there", "not_found");

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => asking);

        Assert.Equal(("the file is not there", "not_found"), (error.Error, error.Code));
    }

    [Fact]
    public async Task A_reply_after_the_timeout_is_kept_and_marked_late()
    {
        var error = await Assert.ThrowsAsync<RequestTimeoutException>(() => _asker.RequestAsync("?", "answerer", Short));
        Assert.Contains("nobody has claimed it yet", error.Message, StringComparison.Ordinal);
        await using var delivery = await _answerer.NextAsync();
        await delivery.ReplyAsync("sorry, late");

        await Eventually.HoldsAsync(async () => await _asker.FindReplyAsync(error.CorrelationId) is { IsLate: true, State: MessageState.Done, Message.Text: "sorry, late" });
        Assert.Empty(await _asker.ClaimAsync(10));
    }

    [Fact]
    public async Task A_cancelled_request_is_given_up()
    {
        using var cancel = new CancellationTokenSource();
        var asking = _asker.RequestAsync("?", "answerer", cancel: cancel.Token);
        await using var delivery = await _answerer.NextAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        Assert.Empty(await _asker.OpenRequestsAsync());
        await delivery.ReplyAsync("too late");
        await Eventually.HoldsAsync(async () => await _asker.FindReplyAsync(delivery.Message.CorrelationId!) is { IsLate: true });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_request_survives_a_restart_of_the_asker(bool isAnsweredMeanwhile)
    {
        var asking = _asker.RequestAsync("6 * 7?", "answerer");
        await using var delivery = await _answerer.NextAsync();
        await _asker.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asking);
        if (isAnsweredMeanwhile)
        {
            await delivery.ReplyAsync("42");
        }

        var restarted = await _team.JoinAsync("asker");
        var open = Assert.Single(await restarted.OpenRequestsAsync());
        var resuming = restarted.ResumeAsync(open);
        if (!isAnsweredMeanwhile)
        {
            await delivery.ReplyAsync("42");
        }

        Assert.Equal("42", (await resuming).Text);
        Assert.Empty(await restarted.OpenRequestsAsync());
    }

    [Fact]
    public async Task An_open_request_survives_the_loss_of_the_index()
    {
        var asking = _asker.RequestAsync("6 * 7?", "answerer");
        await using var delivery = await _answerer.NextAsync();
        await delivery.DisposeAsync();
        await _team.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asking);
        _team.DeleteIndex();

        var restarted = await _team.JoinAsync("asker");
        var answerer = await _team.JoinAsync("answerer");
        var resuming = restarted.ResumeAsync(Assert.Single(await restarted.OpenRequestsAsync()));
        await using var again = await answerer.NextAsync();
        await again.ReplyAsync("42");

        Assert.Equal("42", (await resuming).Text);
    }

    [Fact]
    public async Task An_answer_can_be_directed_to_somebody_else()
    {
        var secretary = await _team.JoinAsync("secretary");
        await _asker.SendAsync(new OutgoingMessage { Text = "?", ReplyTo = "secretary" }, "answerer");
        await using var delivery = await _answerer.NextAsync();

        await delivery.ReplyAsync("for the files");

        Assert.Equal(["for the files"], await secretary.TakeAsync(1));
        await Assert.ThrowsAsync<ArgumentException>(() => _asker.RequestAsync(new OutgoingMessage { Text = "?", ReplyTo = "secretary" }, "answerer"));
    }

    [Fact]
    public async Task A_request_is_waited_for_once()
    {
        var asking = _asker.RequestAsync("?", "answerer");
        await using var delivery = await _answerer.NextAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _asker.ResumeAsync(Assert.Single(await _asker.OpenRequestsAsync())));
        await delivery.ReplyAsync("!");

        Assert.Equal("!", (await asking).Text);
    }

    [Fact]
    public async Task A_plain_message_can_be_answered_too()
    {
        await _asker.SendAsync(new OutgoingMessage { Text = "hi", ConversationId = "talk" }, "answerer");
        await using var delivery = await _answerer.NextAsync();
        await delivery.ReplyAsync("hi yourself");

        await using var reply = await _asker.NextAsync();

        Assert.Equal(("hi yourself", "talk", false), (reply.Message.Text, reply.Message.ConversationId, reply.Message.IsReply));
    }

    /// <summary>The request with this text, once it is sent.</summary>
    private static async Task<Message> SentAsync(AgentMailbox asker, string text)
    {
        Message? request = null;
        await Eventually.HoldsAsync(async () => (request = (await asker.OpenRequestsAsync()).Select(static open => open.Request).FirstOrDefault(request => request.Text == text)) is not null);
        return request!;
    }

    private static Task PublishReplyAsync(Message request, string text, AgentMailbox asker) => asker.Store.PublishAsync(
        Mail.Message(text, to: "asker", with: message => message with { From = "answerer", CorrelationId = request.CorrelationId, InReplyTo = request.Id }));

    [Fact]
    public async Task Times_that_no_timer_can_wait_for_are_refused_before_anything_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _asker.RequestAsync("question", "answerer", new RequestOptions { Timeout = TimeSpan.FromDays(60) }));

        Assert.Empty(await _asker.OpenRequestsAsync());
        Assert.Throws<InvalidMailboxOptionsException>(() => new MailboxOptions { RequestTimeout = TimeSpan.FromDays(60) }.Validate());
    }

    [Fact]
    public void Of_a_text_full_of_tokens_the_first_are_looked_at() =>
        Assert.Equal(16, Mailbox.Requests.Questions.ReplyToken.In(string.Join(' ', Enumerable.Range(0, 10_000).Select(static i => $"q-{i:x10}"))).Count);
}
