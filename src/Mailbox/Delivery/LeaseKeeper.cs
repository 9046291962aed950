using System.Collections.Concurrent;
using Mailbox.Diagnostics;
using Mailbox.Store;
using Microsoft.Extensions.Logging;

namespace Mailbox.Delivery;

/// <summary>Renews the leases of this process, all in one transaction, at a third of their duration; tells holders when one is lost. Without leases it does nothing.</summary>
internal sealed class LeaseKeeper(IMessageStore store, TimeProvider time, TimeSpan maxRenewal, ILogger log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<HeldLease, bool> _held = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private Task _loop = Task.CompletedTask;
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private TaskCompletionSource _shorter = new();

    public HeldLease Hold(Claim claim, TimeSpan duration, bool isHandedOut)
    {
        var lease = new HeldLease(claim.Lease, duration, claim.LeaseUntil) { HandedOutAt = isHandedOut ? time.GetTimestamp() : null };
        _held[lease] = true;
        lock (_sync)
        {
            if (duration < _shortest)
            {
                _shorter.TrySetResult(); // The loop sleeps too long for this one.
            }

            if (_loop.IsCompleted && !_stop.IsCancellationRequested)
            {
                _loop = Task.Run(RunAsync);
            }
        }

        return lease;
    }

    public void LetGo(HeldLease lease) => _held.TryRemove(lease, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                lock (_sync)
                {
                    if (_held.IsEmpty)
                    {
                        _loop = Task.CompletedTask;
                        return;
                    }

                    _shortest = _held.Keys.Select(lease => lease.Duration).DefaultIfEmpty(TimeSpan.FromSeconds(1)).Min();
                    _shorter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                // A renewal is due at a third of the shortest lease, and then for all of them.
                var due = Task.Delay(_shortest / 3, time, _stop.Token);
                if (await Task.WhenAny(due, _shorter.Task).ConfigureAwait(false) == due)
                {
                    await due.ConfigureAwait(false);
                    await RenewAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RenewAsync()
    {
        var due = _held.Keys.Where(lease => !lease.IsSettling && (lease.HandedOutAt is not { } since || time.GetElapsedTime(since) < maxRenewal)).ToList();
        try
        {
            var asked = StoreClock.Read(time);
            var renewed = due.Count == 0 ? [] : await store.RenewAsync(due.ConvertAll(lease => (lease.Key, lease.Duration))).ConfigureAwait(false);
            for (var i = 0; i < due.Count; i++)
            {
                if (renewed[i])
                {
                    due[i].Until = asked.After(due[i].Duration);
                }
                else
                {
                    Lose(due[i]);
                }
            }
        }
        catch (Exception e)
        {
            // A locked index or a full disk: the leases still run, and there are two more tries before they end. Their holders are told then.
            Log.BackgroundFailed(log, e);
        }

        foreach (var lease in _held.Keys.Where(lease => lease.Left(time) <= 0))
        {
            Lose(lease);
        }
    }

    private void Lose(HeldLease lease)
    {
        // Gone from the list already, or about to be: it is settled while we ask, which is not a loss.
        if (!lease.IsSettling && _held.TryRemove(lease, out _))
        {
            Log.LeaseLost(log, lease.Key.Id);
            MailboxMetrics.LeasesLost.Add(1);
            lease.Lose();
        }
    }
}
