using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Mailbox.Inspector.Api;

namespace Mailbox.Inspector.Live;

/// <summary>Looks at the team once for all who have the page open, and tells them what changed.</summary>
internal sealed class LiveFeed(TeamObserver team, TeamSnapshots snapshots, TimeProvider time) : IAsyncDisposable
{
    private const int BatchRows = 200;
    private const int Backlog = 64;
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Channel<LiveEvent>, bool> _listeners = new();
    private readonly Channel<StoredMessage> _changes = Channel.CreateBounded<StoredMessage>(BatchRows * 4);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.WhenAll(WatchAsync(), TellAsync(), SnapshotAsync());

    /// <summary>What happens from now on. Who does not keep up is told <c>lost</c>, and should look anew.</summary>
    public async IAsyncEnumerable<LiveEvent> ListenAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var isBehind = false;
        var mine = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Volatile.Write(ref isBehind, value: true));
        _listeners[mine] = true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        try
        {
            // At once, so that the browser knows that the connection stands.
            yield return await NowAsync(cancel).ConfigureAwait(false);
            while (await WaitAsync(mine.Reader, either.Token).ConfigureAwait(false))
            {
                while (mine.Reader.TryRead(out var happened))
                {
                    yield return happened;
                }

                if (Interlocked.Exchange(ref isBehind, value: false))
                {
                    yield return New("lost", new { });
                }
            }
        }
        finally
        {
            _listeners.TryRemove(mine, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static LiveEvent New<T>(string kind, T content) => new(kind, JsonSerializer.SerializeToElement(content, InspectorJson.Options));

    private static async ValueTask<bool> WaitAsync(ChannelReader<LiveEvent> events, CancellationToken cancel)
    {
        try
        {
            return await events.WaitToReadAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The team as it is, or why that cannot be told.</summary>
    private async Task<LiveEvent> NowAsync(CancellationToken cancel)
    {
        try
        {
            return New("team", await snapshots.TakeAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return New("trouble", new { Error = e.Message });
        }
    }

    private Task WatchAsync() => UntilStoppedAsync(async () =>
    {
        // Also when it begins anew after trouble: what came in between nobody has told.
        Publish("lost", new { });
        await foreach (var change in team.WatchAsync(_stop.Token).ConfigureAwait(false))
        {
            snapshots.Changed();
            await _changes.Writer.WriteAsync(change, _stop.Token).ConfigureAwait(false);
        }
    });

    private Task TellAsync() => UntilStoppedAsync(async () =>
    {
        while (await _changes.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            List<MessageRow> rows = [];
            while (rows.Count < BatchRows && _changes.Reader.TryRead(out var change))
            {
                rows.Add(MessageRow.Of(change));
            }

            Publish("messages", rows);
        }
    });

    private Task SnapshotAsync() => UntilStoppedAsync(async () =>
    {
        using var timer = new PeriodicTimer(SnapshotInterval, time);
        string? before = null;
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            var now = New("team", await snapshots.TakeAsync(_stop.Token).ConfigureAwait(false));
            if (now.Content.GetRawText() is var text && text != before)
            {
                before = text;
                Publish(now);
            }
        }
    });

    private void Publish<T>(string kind, T content) => Publish(New(kind, content));

    private void Publish(LiveEvent happened)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(happened);
        }
    }

    /// <summary>A disk that is full, an index that is locked, a folder that was moved away: whatever it is, it is told and tried again in a while, and the page meanwhile shows what it has.</summary>
    private async Task UntilStoppedAsync(Func<Task> work)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Publish("trouble", new { Error = e.Message });
                await Task.WhenAny(Task.Delay(SnapshotInterval, time, _stop.Token)).ConfigureAwait(false);
            }
        }
    }
}
