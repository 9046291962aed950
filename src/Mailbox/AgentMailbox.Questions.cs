using Mailbox.Requests.Questions;

namespace Mailbox;

/// <summary>Typed questions to a language model.</summary>
public sealed partial class AgentMailbox
{
    private async Task<TResponse> AskModelAsync<TResponse>(IRequest<TResponse> request, string to, RequestOptions options, CancellationToken cancel)
        where TResponse : notnull
    {
        var contract = PayloadContract.Of(request.GetType());
        var answer = typeof(TResponse) == typeof(string) ? null : PayloadContract.Of(typeof(TResponse));
        var token = ReplyToken.New();
        using var question = _requests.BeginQuestion(token);
        var ask = Ask(QuestionText.Ask(contract, contract.WriteObject(request), answer, token, Name), contract.Name, token);
        return await ConverseAsync<TResponse>((text, left) => RequestAsync(text ?? ask, to, options with { Timeout = left }, cancel), (to, token, contract.Name), options, TimeoutOf(options)).ConfigureAwait(false);
    }

    private async Task<TResponse> ResumeQuestionAsync<TResponse>(OpenRequest open, TimeSpan? timeout, CancellationToken cancel)
        where TResponse : notnull
    {
        var (to, token, options) = (open.Request.To, open.Request.ConversationId!, RequestOptions.Default);
        using var question = _requests.BeginQuestion(token);
        var wait = timeout ?? (open.ReplyBy is { } end ? TimeSpan.FromTicks(Math.Max(1, (end - Options.TimeProvider.GetUtcNow()).Ticks)) : Timeout.InfiniteTimeSpan);
        return await ConverseAsync<TResponse>(
            (text, left) => text is null ? ResumeAsync(open, left, cancel) : RequestAsync(text, to, options with { Timeout = left }, cancel), (to, token, open.Request.Summary ?? ""), options, wait).ConfigureAwait(false);
    }

    /// <summary>Asks until the answer matches: each correction is a request of its own in the question's conversation, and all share one deadline.</summary>
    /// <param name="ask">Sends a correction, or for null the question itself, and waits so long for the reply.</param>
    /// <param name="question">Who is asked, the question's token, and its payload's name.</param>
    /// <param name="options">How often to correct.</param>
    /// <param name="timeout">For all of it.</param>
    private async Task<TResponse> ConverseAsync<TResponse>(Func<OutgoingMessage?, TimeSpan, Task<Message>> ask, (string To, string Token, string Name) question, RequestOptions options, TimeSpan timeout)
        where TResponse : notnull
    {
        var (to, token, summary) = question;
        var started = Options.TimeProvider.GetTimestamp();
        List<AnswerAttempt> attempts = [];
        OutgoingMessage? correction = null;
        while (true)
        {
            Message reply;
            try
            {
                var left = timeout == Timeout.InfiniteTimeSpan ? timeout : TimeSpan.FromTicks(Math.Max(1, (timeout - Options.TimeProvider.GetElapsedTime(started)).Ticks));
                reply = await ask(correction, left).ConfigureAwait(false);
            }
            catch (RequestTimeoutException e) when (attempts.Count > 0)
            {
                throw new QuestionFailedException(to, PayloadContract.Of(typeof(TResponse)).Name, attempts, e);
            }

            var (answer, faults) = AnswerReader.Read<TResponse>(reply.Text, attempts.Select(static attempt => attempt.Reply.Text), token);
            if (faults.Count == 0)
            {
                return answer!;
            }

            attempts.Add(new AnswerAttempt(reply, faults));
            foreach (var other in await OtherRepliesAsync(reply).ConfigureAwait(false))
            {
                if (AnswerReader.Read<TResponse>(other.Text, [], token) is { Faults.Count: 0, Answer: { } second })
                {
                    return second;
                }
            }

            if (attempts.Count > options.MaxCorrections)
            {
                throw new QuestionFailedException(to, PayloadContract.Of(typeof(TResponse)).Name, attempts, inner: null);
            }

            correction = Ask(QuestionText.Correct(faults, token, Name), summary, token);
        }
    }

    /// <summary>What came along with a reply and answers the same attempt.</summary>
    private async Task<IEnumerable<Message>> OtherRepliesAsync(Message reply)
    {
        var found = await Store.SearchAsync(new MessageQuery { CorrelationId = reply.CorrelationId, To = Name, From = reply.From, OldestFirst = true }, CancellationToken.None).ConfigureAwait(false);
        return found.Select(static stored => stored.Message).Where(message => message.IsReply && message.Id != reply.Id);
    }

    private static OutgoingMessage Ask(string text, string summary, string token) => new() { Text = text, Summary = summary, ConversationId = token };
}
