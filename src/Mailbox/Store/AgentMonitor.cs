using System.Collections.Concurrent;
using Mailbox.Diagnostics;
using Mailbox.Files.Watching;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store;

/// <summary>
/// Watches over the inbox of one agent of this process: takes hints, brings the index up to date, and wakes whoever waits for mail. Hints
/// come from the watcher, from senders in this process, and from the rescan that needs neither.
/// </summary>
internal sealed class AgentMonitor : IAsyncDisposable
{
    private readonly AgentFolder _folder;
    private readonly SpoolIndexer _indexer;
    private readonly ILogger _log;
    private readonly bool _watches;
    private readonly ConcurrentQueue<string> _hints = new();
    private readonly RecentNames _recent = new();
    private readonly Lock _sync = new();
    private readonly Lock _watching = new();
    private FolderWatch? _watch;
    private TaskCompletionSource _arrival = NewArrival();
    private bool _rescan;
    private bool _settle;
    private bool _readOn;
    private bool _working;
    private bool _isRescanHinted;
    private volatile bool _isBringing;
    private Task _work = Task.CompletedTask;
    private bool _closed;

    public AgentMonitor(AgentFolder folder, SpoolIndexer indexer, ArrivalDesk desk, bool watches, ILogger log)
    {
        (_folder, _indexer, Desk, _watches, _log) = (folder, indexer, desk, watches, log);
        desk.Given.Due += SettleGiven;
        desk.Fresh.HasWork += ReadOn;
        desk.Fresh.Waits += Wake;
        Watch();
    }

    /// <summary>Who waits here for what comes.</summary>
    public ArrivalDesk Desk { get; }

    /// <summary>Completes at the next arrival. Take it before looking, so that nothing falls between.</summary>
    public Task Arrival
    {
        get
        {
            lock (_sync)
            {
                return _arrival.Task;
            }
        }
    }

    /// <summary>Whether it has heard of something, from senders in this process at the latest when they are told that it is accepted, that is yet to be brought in.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_sync)
            {
                return !_hints.IsEmpty || _isBringing || _isRescanHinted; // In this order: what is no hint any more is being brought in.
            }
        }
    }

    /// <summary>Wakes those who wait, whether or not there is anything new.</summary>
    public void Wake()
    {
        TaskCompletionSource waiting;
        lock (_sync)
        {
            (waiting, _arrival) = (_arrival, NewArrival());
        }

        waiting.TrySetResult();
    }

    /// <summary>A file has come, or anything may have, when the name is null.</summary>
    public void Hint(string? name)
    {
        if (name?.EndsWith(MessageSpool.Extension, StringComparison.Ordinal) == false)
        {
            return;
        }

        // What others sent before is heard of by the watch. Without one it is looked for, or what this process sends would overtake it.
        var looksAtAll = name is null || _watch is not { IsAlive: true };
        if (!looksAtAll)
        {
            _hints.Enqueue(name!);
        }

        if (FolderWatcher.HasTime && !looksAtAll)
        {
            WorkHere();
            return;
        }

        lock (_sync)
        {
            _rescan |= looksAtAll;
            _isRescanHinted |= looksAtAll && name is not null;
            Work();
        }
    }

    /// <summary>Writes to the index what it is yet to be told: who looks at it wants to see that.</summary>
    public async Task WriteAsync()
    {
        await Desk.Fresh.WriteAsync().ConfigureAwait(false);
        await _indexer.SettleGivenAsync(_folder, Desk).ConfigureAwait(false);
    }

    /// <summary>Looks for itself, and watches anew where the watch was lost.</summary>
    public void Rescan()
    {
        Watch();
        Hint(null);
    }

    public async ValueTask DisposeAsync()
    {
        Task work;
        lock (_sync)
        {
            _closed = true;
            work = _work;
        }

        lock (_watching)
        {
            _watch?.Dispose();
        }

        await work.ConfigureAwait(false);
        try
        {
            Desk.Fresh.SpillLine();
            await BringUpAsync([], rescan: false, settle: true, readOn: true).ConfigureAwait(false);
            await Desk.Fresh.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            Desk.Fresh.HasWork -= ReadOn;
            Desk.Fresh.Waits -= Wake;
            Wake();
        }
    }

    private void SettleGiven()
    {
        lock (_sync)
        {
            _settle = true;
            Work();
        }
    }

    private void ReadOn()
    {
        lock (_sync)
        {
            _readOn = true;
            Work();
        }
    }

    private void Work()
    {
        if (!_working && !_closed)
        {
            _working = true;
            _work = Task.Run(WorkAsync);
        }
    }

    /// <summary>Begins on this thread; what comes meanwhile, and whatever must be waited for, is for others.</summary>
    private void WorkHere()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (_working || _closed)
            {
                return;
            }

            _working = true;
            _work = done.Task;
        }

        _ = WorkAsync().ContinueWith(_ => done.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Watch()
    {
        lock (_watching)
        {
            if (!_watches || _closed || _watch is { IsAlive: true })
            {
                return;
            }

            try
            {
                _watch?.Dispose();
                _watch = FolderWatcher.Current.Watch(_folder[Box.Inbox], Hint);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No more watches to be had, or the folder went: mail is found by the rescan, which comes here again.
                Log.CannotWatch(_log, _folder[Box.Inbox], e);
            }
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            _isBringing = true;
            while (_hints.TryDequeue(out var name))
            {
                if (_recent.Add(name))
                {
                    names.Add(name);
                }
            }

            bool rescan, settle, readOn;
            lock (_sync)
            {
                (rescan, _rescan) = (_rescan, false);
                (settle, _settle) = (_settle, false);
                (readOn, _readOn) = (_readOn, false);
                (_isBringing, _isRescanHinted) = (names.Count > 0 || _isRescanHinted, false);
                if (names.Count == 0 && !rescan && !settle && !readOn)
                {
                    _working = false;
                    if (_hints.IsEmpty)
                    {
                        return;
                    }

                    _working = true; // A hint came between the two looks.
                }
            }

            await BringUpAsync(names, rescan, settle, readOn).ConfigureAwait(false);
            if (FolderWatcher.HasTime)
            {
                await Task.Yield();
            }
        }
    }

    private async Task BringUpAsync(HashSet<string> names, bool rescan, bool settle, bool readOn)
    {
        try
        {
            var replies = await _indexer.AddSpiltAsync(_folder, Wake, Desk).ConfigureAwait(false);
            if (readOn)
            {
                await Desk.ReadOnAsync().ConfigureAwait(false);
            }

            replies = names.Count > 0 ? [.. replies, .. await _indexer.AddAsync(_folder, Box.Inbox, names, Wake, Desk).ConfigureAwait(false)] : replies;
            if (settle || rescan)
            {
                await _indexer.SettleGivenAsync(_folder, Desk).ConfigureAwait(false);
            }

            if (rescan)
            {
                replies = [.. replies, .. await _indexer.ScanAsync(_folder, Box.Inbox, Wake, Desk).ConfigureAwait(false)];
            }

            if (replies.Count > 0 || rescan)
            {
                await Desk.MatchAsync(replies).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // A full disk, a locked index: what was hinted is still in the folder, and the next rescan meets it. Whatever else it is,
            // this loop is all that brings mail in, so it goes on, and the log tells.
            Log.BackgroundFailed(_log, e);
        }

        Wake();
    }
}
