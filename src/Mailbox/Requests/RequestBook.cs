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
            // Also one that an earlier process took, and did not live to say so.
            if (await TakeAsync(request.CorrelationId!).ConfigureAwait(false) is { } reply)
            {
                Complete(request.CorrelationId!, reply);
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
        _waiting.TryAdd(correlation, new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously))
            ? _waiting[correlation].Task
            : throw new InvalidOperationException($"Request {correlation} is being waited for in this mailbox already.");

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

    private async Task<Message> GiveUpAsync(Message request, TimeSpan waited)
    {
        // The reply may have come in this very moment.
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
        catch (MailboxException e)
        {
            fate = string.Create(CultureInfo.InvariantCulture, $"What became of the request cannot be told: {e.Message}");
        }

        throw new RequestTimeoutException(request.CorrelationId!, request.To, waited, fate);
    }
}
