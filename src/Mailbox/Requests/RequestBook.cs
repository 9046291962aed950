using System.Collections.Concurrent;
using System.Globalization;
using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Store;

namespace Mailbox.Requests;

/// <summary>The requests of one agent that wait in this process, and how replies find them.</summary>
internal sealed class RequestBook : IDisposable
{
    private readonly string _agent;
    private readonly IMessageStore _store;
    private readonly ReceiptDesk _receipts;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Message>> _waiting = new(StringComparer.Ordinal);

    public RequestBook(string agent, IMessageStore store, ReceiptDesk receipts, TimeProvider time)
    {
        (_agent, _store, _receipts, _time) = (agent, store, receipts, time);
        _subscription = store.OnReplies(agent, MatchAsync);
    }

    /// <summary>Waits for the reply to a request; <paramref name="send"/> sends it, once its reply can be received.</summary>
    public async Task<Message> AskAsync(Message request, Func<Task> send, TimeSpan timeout, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var correlation = request.CorrelationId!;
        var reply = Expect(correlation);
        try
        {
            await send().ConfigureAwait(false);
            return ErrorReply.ThrowIfError(await reply.WaitAsync(timeout, _time, cancel).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            return ErrorReply.ThrowIfError(await GiveUpAsync(request, timeout).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await _store.CloseRequestAsync(correlation).ConfigureAwait(false);
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
            if (await _store.TakeReplyAsync(_agent, request.CorrelationId!).ConfigureAwait(false) is { } waiting)
            {
                Complete(request.CorrelationId!, waiting);
            }
            else if (await _store.FindReplyAsync(_agent, request.CorrelationId!, cancel).ConfigureAwait(false) is { State: MessageState.Done } settled)
            {
                // An earlier process took it, and did not live to say so.
                Complete(request.CorrelationId!, settled.Message);
            }
        }, timeout, cancel);

    public void Dispose()
    {
        _subscription.Dispose();
        foreach (var correlation in _waiting.Keys)
        {
            if (_waiting.TryRemove(correlation, out var waiter))
            {
                waiter.TrySetException(new ObjectDisposedException(objectName: null, "The mailbox was disposed while the request waited for its reply. It stays open: resume it after joining again."));
            }
        }
    }

    private Task<Message> Expect(string correlation) =>
        _waiting.GetOrAdd(correlation, static _ => new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Complete(string correlation, Message reply)
    {
        if (_waiting.TryRemove(correlation, out var waiter))
        {
            waiter.TrySetResult(reply);
        }
    }

    private async Task MatchAsync(IReadOnlyList<Message> replies)
    {
        if (_waiting.IsEmpty)
        {
            return;
        }

        var correlations = replies.Count > 0
            ? replies.Select(reply => reply.CorrelationId!)
            : await _store.WaitingRepliesAsync(_agent).ConfigureAwait(false);
        foreach (var correlation in correlations.Where(_waiting.ContainsKey).ToList())
        {
            if (await _store.TakeReplyAsync(_agent, correlation).ConfigureAwait(false) is { } reply)
            {
                Complete(correlation, reply);
            }
        }
    }

    private async Task<Message> GiveUpAsync(Message request, TimeSpan waited)
    {
        // The reply may have come in this very moment.
        if (await _store.TakeReplyAsync(_agent, request.CorrelationId!).ConfigureAwait(false) is { } reply)
        {
            return reply;
        }

        await _store.CloseRequestAsync(request.CorrelationId!).ConfigureAwait(false);
        string fate;
        try
        {
            fate = "The request: " + (await _receipts.GetAsync(request.Id, CancellationToken.None).ConfigureAwait(false)).Explanation;
        }
        catch (MailboxException e)
        {
            fate = string.Create(CultureInfo.InvariantCulture, $"What became of the request cannot be told: {e.Message}");
        }

        throw new RequestTimeoutException(request.CorrelationId!, request.To, waited, fate);
    }
}
