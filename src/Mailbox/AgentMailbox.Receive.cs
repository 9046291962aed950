using System.Runtime.CompilerServices;
using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Store;
using Microsoft.Extensions.Logging;

namespace Mailbox;

/// <summary>Receiving.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>
    /// Hands out messages as they come, until <paramref name="cancel"/> says stop or the mailbox is disposed. Each must be acknowledged, rejected
    /// or dead-lettered; one that is merely disposed is given back. Leaving the loop gives back what was claimed and not yet handed out.
    /// </summary>
    public async IAsyncEnumerable<MessageDelivery> ReceiveAsync(ReceiveOptions? options = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ThrowIfClosed();
        var how = (options ?? ReceiveOptions.Default).Validate();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closed.Token);
        Queue<MessageDelivery> claimed = new();
        try
        {
            while (await FillAsync(claimed, how.Prefetch, stop.Token).ConfigureAwait(false))
            {
                var next = claimed.Dequeue();
                if (_deliveries.TryGetValue(next, out var lease))
                {
                    lease.HandedOutAt = Options.TimeProvider.GetTimestamp();
                    yield return next;
                }
            }
        }
        finally
        {
            await Task.WhenAll(claimed.Select(left => ReleaseAsync(left).AsTask())).ConfigureAwait(false);
        }
    }

    /// <summary>Claims up to <paramref name="max"/> messages that wait now: the most urgent first, then the oldest. Empty when nothing waits.</summary>
    /// <param name="max">How many at the most.</param>
    /// <param name="lease">How long each lease holds before it must be renewed, which happens by itself; default <see cref="MailboxOptions.LeaseDuration"/>.</param>
    /// <param name="cancel">Stops before anything is claimed.</param>
    public async ValueTask<IReadOnlyList<MessageDelivery>> ClaimAsync(int max, TimeSpan? lease = null, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var duration = lease ?? Options.LeaseDuration;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(lease));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, TimeSpan.FromDays(7), nameof(lease));
        var claims = await Store.ClaimAsync(Name, max, duration, Options.MaxAttempts, cancel).ConfigureAwait(false);
        return [.. Deliver(claims, duration, isHandedOut: true)];
    }

    /// <summary>What waits to be claimed, without claiming it: the first messages in the order in which they would be handed out, and how many there are.</summary>
    /// <param name="max">How many to show at the most.</param>
    /// <param name="cancel">Stops looking.</param>
    public async ValueTask<WaitingMail> PeekAsync(int max = 10, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var (first, count) = await Store.PeekAsync(Name, max, cancel).ConfigureAwait(false);
        return new WaitingMail(count, first);
    }

    /// <summary>Waits until there is something to claim, without claiming it. False when nothing came in time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async ValueTask<bool> WaitForMailAsync(TimeSpan timeout, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closed.Token);
        var began = Options.TimeProvider.GetTimestamp();
        while (true)
        {
            // Taken before looking: what arrives in between completes it.
            var arrival = Store.Arrival(Name);
            if ((await Store.PeekAsync(Name, 1, stop.Token).ConfigureAwait(false)).Count > 0)
            {
                return true;
            }

            var left = timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout - Options.TimeProvider.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            // What is delayed comes due without arriving: looked for as often as the pulse does.
            await Task.WhenAny(arrival, Task.Delay(left < Options.RescanInterval ? left : Options.RescanInterval, Options.TimeProvider, stop.Token)).ConfigureAwait(false);
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Handles messages until <paramref name="cancel"/> says stop. A handler that returns acknowledges its message, unless it settled it itself; one
    /// that throws rejects it. On stop, running handlers are waited for.
    /// </summary>
    /// <param name="handler">Called with each message; its token is cancelled when the lease is lost or <paramref name="cancel"/> is.</param>
    /// <param name="options">How many messages to claim ahead and to handle at a time.</param>
    /// <param name="cancel">Stops receiving.</param>
    public Task RunAsync(Func<MessageDelivery, CancellationToken, Task> handler, ReceiveOptions? options = null, CancellationToken cancel = default) =>
        RunAsync(handler, options, cancel, cancel);

    private async Task RunAsync(Func<MessageDelivery, CancellationToken, Task> handler, ReceiveOptions? options, CancellationToken receiving, CancellationToken handling)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var how = (options ?? ReceiveOptions.Default).Validate();
        using var receive = CancellationTokenSource.CreateLinkedTokenSource(receiving, how.StopReceiving);
        await Parallel.ForEachAsync(
            ReceiveAsync(how, receive.Token),
            new ParallelOptions { MaxDegreeOfParallelism = how.Concurrency, CancellationToken = CancellationToken.None },
            (delivery, _) => HandleAsync(delivery, handler, handling)).ConfigureAwait(false);
    }

    internal void LetGo(HeldLease lease, MessageDelivery delivery)
    {
        _hub.Leases.LetGo(lease);
        _deliveries.TryRemove(delivery, out _);
    }

    private async ValueTask HandleAsync(MessageDelivery delivery, Func<MessageDelivery, CancellationToken, Task> handler, CancellationToken cancel)
    {
        using var activity = MailboxTracing.StartReceive(delivery.Message);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, delivery.LeaseLost);
        try
        {
            await handler(delivery, stop.Token).ConfigureAwait(false);
            await delivery.TryAcknowledgeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ReleaseAsync(delivery).ConfigureAwait(false); // Told to stop, not failed: the attempt does not count.
        }
        catch (Exception e) when (e is not LeaseLostException)
        {
            // Whatever a handler throws is a failed attempt of this message, and none of the loop's.
            activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, e.Message);
            Log.HandlerFailed(_hub.Log, delivery.Message.Id, e);
            await RejectFailedAsync(delivery, e, _hub.Log).ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            // Somebody else has the message by now; the loss is logged and counted where it was noticed.
        }
    }

    private static async ValueTask RejectFailedAsync(MessageDelivery delivery, Exception error, ILogger log)
    {
        try
        {
            await delivery.RejectAsync($"{error.GetType().Name}: {error.Message}").ConfigureAwait(false);
        }
        catch (LeaseLostException)
        {
            // It was settled by the handler before it threw, or lost: either way there is nothing to reject.
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            Log.BackgroundFailed(log, e); // A full disk, or all is closed: the lease runs out by itself, and the loop goes on with the next message.
        }
    }

    private async ValueTask<bool> FillAsync(Queue<MessageDelivery> claimed, int prefetch, CancellationToken stop)
    {
        while (claimed.Count == 0)
        {
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            try
            {
                var claims = await Store.ReceiveAsync(Name, prefetch, Options.LeaseDuration, Options.MaxAttempts, stop).ConfigureAwait(false);
                foreach (var delivery in Deliver(claims, Options.LeaseDuration, isHandedOut: false))
                {
                    claimed.Enqueue(delivery);
                }
            }
            catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
            {
                return false;
            }
        }

        return !stop.IsCancellationRequested;
    }

    private IEnumerable<MessageDelivery> Deliver(IReadOnlyList<Claim> claims, TimeSpan duration, bool isHandedOut)
    {
        MailboxMetrics.Claimed.Add(claims.Count);
        Interlocked.Add(ref _received, claims.Count);
        return claims.Select(claim => Deliver(claim, duration, isHandedOut));
    }

    private MessageDelivery Deliver(Claim claim, TimeSpan duration, bool isHandedOut)
    {
        var lease = _hub.Leases.Hold(claim, duration, isHandedOut);
        var delivery = new MessageDelivery(claim.Message, claim.Attempt, new MailSettlement(this, lease));
        _deliveries[delivery] = lease;
        lease.Forget = () => _deliveries.TryRemove(delivery, out _);
        return delivery;
    }

    private async ValueTask ReleaseAsync(MessageDelivery delivery)
    {
        try
        {
            await delivery.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            // Lost, or the index cannot be written now, or could not before all was closed: the lease runs out by itself.
            Log.BackgroundFailed(_hub.Log, e);
        }
    }
}
