using System.Collections.Concurrent;
using System.Globalization;
using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Store;

namespace Mailbox.Requests;

/// <summary>The requests of one agent that wait in this process, and how replies find them.</summary>
internal sealed class RequestBook : IReplyTaker, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly string _agent;
    private readonly IMessageStore _store;
    private readonly ReceiptDesk _receipts;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<string, Waiter> _waiting = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>The questions that are being asked, by token; and what ends the moment in which an answer is looked at and the next attempt is not sent yet.</summary>
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _questions = new(StringComparer.Ordinal);

    public RequestBook(string agent, IMessageStore store, ReceiptDesk receipts, TimeProvider time)
    {
        (_agent, _store, _receipts, _time) = (agent, store, receipts, time);
        _subscription = store.OnReplies(agent, this);
    }

    /// <summary>The requests that wait here.</summary>
    public IEnumerable<Message> Waiting => _waiting.Values.Select(static waiter => waiter.Request);

    /// <summary>Says that requests of this conversation are attempts at one question, until the answer is disposed.</summary>
    public IDisposable BeginQuestion(string token)
    {
        _questions[token] = Passed();
        return new Question(this, token);
    }

    /// <summary>Waits while one of these questions is between two attempts: an answer that comes then belongs to the next one.</summary>
    public async Task BetweenAttemptsAsync(IEnumerable<string> tokens)
    {
        var passing = Task.WhenAll(tokens.Select(token => _questions.TryGetValue(token, out var between) ? between.Task : Task.CompletedTask));
        try
        {
            // Both wait for other processes, which no manual clock moves.
            await passing.WaitAsync(LongestPause, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The answer that was to be looked at did not get here after all: somebody else took it out of the inbox.
        }
    }

    /// <summary>An answer to this attempt is on its way: what comes after it belongs to the next attempt.</summary>
    public void Answered(Message request)
    {
        if (_waiting.ContainsKey(request.CorrelationId!) && request.ConversationId is { } token && _questions.TryGetValue(token, out var passed) && passed.Task.IsCompleted)
        {
            _questions.TryUpdate(token, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), passed);
        }
    }

    /// <summary>Waits for the reply to a request; <paramref name="send"/> sends it, once its reply can be received.</summary>
    public async Task<Message> AskAsync(Message request, Func<Task> send, TimeSpan timeout, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var correlation = request.CorrelationId!;
        var reply = Expect(request);
        try
        {
            // Sending counts, too: an older client's inbox may have to be waited for. What is being sent then is sent all the same.
            await send().WaitAsync(timeout, _time, cancel).ConfigureAwait(false);
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - _time.GetElapsedTime(started);
            return ErrorReply.ThrowIfError(await reply.WaitAsync(left > TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan ? left : TimeSpan.Zero, _time, cancel).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            return ErrorReply.ThrowIfError(await GiveUpAsync(request, reply, timeout).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await TryCloseAsync(correlation).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _waiting.TryRemove(correlation, out _);
            MailboxMetrics.RequestDuration.Record(_time.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>Waits for a request that an earlier process sent.</summary>
    public Task<Message> ResumeAsync(Message request, TimeSpan timeout, CancellationToken cancel) =>
        AskAsync(request, async () =>
        {
            // Also one that an earlier process took, and did not live to say so.
            if (await TakeAsync(request.CorrelationId!).ConfigureAwait(false) is { } reply)
            {
                Complete(request.CorrelationId!, reply);
            }
        }, timeout, cancel);

    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        _subscription.Dispose();
        foreach (var correlation in _waiting.Keys)
        {
            if (_waiting.TryRemove(correlation, out var waiter))
            {
                waiter.Reply.TrySetException(Disposed());
            }
        }
    }

    private static ObjectDisposedException Disposed() => new(objectName: null, "The mailbox was disposed while the request waited for its reply. It stays open: resume it after joining again.");

    private async Task TryCloseAsync(string correlation)
    {
        try
        {
            await _store.CloseRequestAsync(correlation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            // The index cannot be written now. Its reply is late all the same, once the time to answer in is over.
        }
    }

    private Task<Message> Expect(Message request)
    {
        var waiter = new Waiter(request, new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.TryAdd(request.CorrelationId!, waiter))
        {
            throw new InvalidOperationException($"Request {request.CorrelationId} is being waited for in this mailbox already.");
        }

        // After it was added: either this sees that the book was closed, or who closes it sees the waiter.
        if (Volatile.Read(ref _isDisposed))
        {
            _waiting.TryRemove(request.CorrelationId!, out _);
            throw Disposed();
        }

        if (request.ConversationId is { } token && _questions.TryGetValue(token, out var between))
        {
            between.TrySetResult();
        }

        return waiter.Reply.Task;
    }

    private bool Complete(string correlation, Message reply) => _waiting.TryRemove(correlation, out var waiter) && waiter.Reply.TrySetResult(reply);

    public bool IsWaiting => !_waiting.IsEmpty;

    public bool TryTake(Message reply) => Complete(reply.CorrelationId!, reply);

    public async Task MatchAsync(IReadOnlyList<Message> replies)
    {
        if (_waiting.IsEmpty)
        {
            return;
        }

        var correlations = replies.Count > 0
            ? replies.Select(reply => reply.CorrelationId!).Distinct(StringComparer.Ordinal)
            : await _store.WaitingRepliesAsync(_agent).ConfigureAwait(false);
        foreach (var correlation in correlations.Where(_waiting.ContainsKey).ToList())
        {
            if (await TakeAsync(correlation).ConfigureAwait(false) is { } reply)
            {
                Complete(correlation, reply);
            }
        }
    }

    /// <summary>Takes the reply; or finds it, when another process of this agent took or swept it before us.</summary>
    private async Task<Message?> TakeAsync(string correlation) =>
        await _store.TakeReplyAsync(_agent, correlation).ConfigureAwait(false)
        ?? (await _store.FindReplyAsync(_agent, correlation, CancellationToken.None).ConfigureAwait(false) is { State: MessageState.Done } settled ? settled.Message : null);

    private async Task<Message> GiveUpAsync(Message request, Task<Message> given, TimeSpan waited)
    {
        // The reply may have come in this very moment: then it is given already. From now on none is.
        if (!_waiting.TryRemove(request.CorrelationId!, out _))
        {
            return await given.ConfigureAwait(false);
        }

        if (await TakeAsync(request.CorrelationId!).ConfigureAwait(false) is { } reply)
        {
            return reply;
        }

        await _store.CloseRequestAsync(request.CorrelationId!).ConfigureAwait(false);
        string fate;
        try
        {
            fate = "The request: " + (await _receipts.GetAsync(request.Id, CancellationToken.None).ConfigureAwait(false)).Explanation;
        }
        catch (Exception e) when (e is MailboxException or IOException or UnauthorizedAccessException)
        {
            fate = string.Create(CultureInfo.InvariantCulture, $"What became of the request cannot be told: {e.Message}");
        }

        throw new RequestTimeoutException(request.CorrelationId!, request.To, waited, fate);
    }

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }

    private sealed record Waiter(Message Request, TaskCompletionSource<Message> Reply);

    private sealed class Question(RequestBook book, string token) : IDisposable
    {
        public void Dispose()
        {
            if (book._questions.TryRemove(token, out var between))
            {
                between.TrySetResult();
            }
        }
    }
}
