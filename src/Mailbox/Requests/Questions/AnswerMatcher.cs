using Mailbox.Delivery;
using Mailbox.Store;

namespace Mailbox.Requests.Questions;

/// <summary>
/// Finds the request that a message from Claude Code answers: by correlation id, else by the question's token, else by its sender if exactly
/// one request to that sender is open. A structured message of Agent Teams is never an answer, whatever it says of itself.
/// </summary>
internal sealed class AnswerMatcher(string agent, IMessageStore store, RequestBook book) : IAnswerMatcher
{
    public async Task<IReadOnlyList<Message?>> MatchAsync(IReadOnlyList<Message> mail)
    {
        var answers = new Message?[mail.Count];
        var mayAnswer = Enumerable.Range(0, mail.Count).Where(i => !mail[i].IsRequest && !AgentTeamsFrames.Contains(mail[i].Type)).ToList();
        if (mayAnswer.Count == 0)
        {
            return answers;
        }

        var tokens = mayAnswer.ToDictionary(i => i, i => ReplyToken.In(mail[i].Text));
        await book.BetweenAttemptsAsync(tokens.Values.SelectMany(static all => all)).ConfigureAwait(false);
        var open = await OpenAsync(mayAnswer.Select(i => mail[i].From)).ConfigureAwait(false);
        foreach (var i in mayAnswer)
        {
            answers[i] = open.Find(request => request.To == mail[i].From && request.CorrelationId == mail[i].CorrelationId)
                ?? tokens[i].Select(token => open.Find(request => request.To == mail[i].From && request.ConversationId == token)).FirstOrDefault(static request => request is not null);
        }

        var unknown = mayAnswer.FindAll(i => answers[i] is null && tokens[i].Count > 0);
        var closed = await ClosedAsync(unknown.SelectMany(i => tokens[i].Select(token => (mail[i].From, token)))).ConfigureAwait(false);
        foreach (var i in unknown)
        {
            answers[i] = tokens[i].Select(token => closed.GetValueOrDefault((mail[i].From, token))).FirstOrDefault(static request => request is not null);
        }

        MatchBySender(mail, mayAnswer, open, answers);
        return answers;
    }

    public void Answered(IEnumerable<Message> requests)
    {
        foreach (var request in requests)
        {
            book.Answered(request);
        }
    }

    /// <summary>Of what came together and names no question, one answers: rather the one with JSON in it.</summary>
    private static void MatchBySender(IReadOnlyList<Message> mail, List<int> mayAnswer, List<Message> open, Message?[] answers)
    {
        foreach (var sender in mayAnswer.GroupBy(i => mail[i].From, StringComparer.Ordinal))
        {
            if (open.FindAll(request => request.To == sender.Key) is [var only] && !sender.Any(i => answers[i]?.Id == only.Id))
            {
                var silent = sender.Where(i => answers[i] is null && !IsAnotherPayload(mail[i], only)).ToList();
                if (silent.Count > 0)
                {
                    var withJson = silent.FindIndex(i => JsonInText.Find(mail[i].Text).Count > 0);
                    answers[silent[Math.Max(0, withJson)]] = only;
                }
            }
        }
    }

    /// <summary>Whether it says itself that it is a payload that cannot be the answer: then it is for a handler. A question's summary is its payload's name.</summary>
    private static bool IsAnotherPayload(Message mail, Message request)
    {
        if (mail.Type is null)
        {
            return false;
        }

        var known = PayloadContract.All;
        return known.FirstOrDefault(contract => contract.Name == mail.Type) is { } said && said.Type != known.FirstOrDefault(contract => contract.Name == request.Summary)?.ResponseType;
    }

    /// <summary>The open requests to these agents: those that wait here, and those of other and earlier processes of this agent.</summary>
    private async Task<List<Message>> OpenAsync(IEnumerable<string> senders)
    {
        var asked = senders.ToHashSet(StringComparer.Ordinal);
        var stored = await store.OpenRequestsAsync(agent, CancellationToken.None).ConfigureAwait(false);
        return [.. book.Waiting.Concat(stored.Select(static one => one.Message)).Where(request => asked.Contains(request.To)).DistinctBy(static request => request.Id)];
    }

    /// <summary>Questions that are not open any more, by whom and what was asked: a second answer to one, or one that comes too late, is kept with it. Looked for together: whoever writes to us says how many there are.</summary>
    private async Task<Dictionary<(string Asked, string Token), Message>> ClosedAsync(IEnumerable<(string From, string Token)> named)
    {
        var queries = named.Distinct().Select(one => new MessageQuery { ConversationId = one.Token, From = agent, To = one.From, Limit = 1 }).ToList();
        var found = queries.Count == 0 ? [] : await store.SearchAsync(queries, CancellationToken.None).ConfigureAwait(false);
        return found.Select(static asked => asked.Message).Where(static asked => asked.IsRequest).DistinctBy(static asked => (asked.To, asked.ConversationId)).ToDictionary(static asked => (asked.To, asked.ConversationId!));
    }
}
