using Mailbox.Diagnostics;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store.Fresh;

/// <summary>
/// Mail of one agent that this process has in memory and the index does not know yet. While it is the only one that consumes the mailbox, it hands out what comes from here, without a
/// transaction between file and handler. The index follows (<see cref="FreshWriter"/>). If we die, what was here is in the inbox still; the journal says what had been handed out.
/// </summary>
internal sealed class FreshMail : IDisposable
{
    private const int ReadAtOnce = 8;
    private const int IndexedAtOnce = 256;

    /// <summary>When nobody has asked for mail for so long, handlers take their time: what waits is for the index, where everybody can see it.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(300);

    private readonly AgentFolder _folder;
    private readonly string _agent;
    private readonly MessageSpool _spool;
    private readonly IndexDatabase _index;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FreshShelf _shelf = new();
    private readonly ClaimJournal _journal;
    private readonly FreshWriter _writer;
    private readonly FreshLine _line = new();
    private long _lastClaim;
    private bool _isSlow;
    private bool _isLater;

    /// <param name="folder">The agent's.</param>
    /// <param name="agent">Its name.</param>
    /// <param name="spool">Reads files.</param>
    /// <param name="index">Says what is known, and whose turn it is.</param>
    /// <param name="settler">Moves files.</param>
    /// <param name="acknowledge">Acknowledges what the index knows already.</param>
    /// <param name="time">The clock of leases.</param>
    /// <param name="log">For what goes wrong in the background.</param>
    public FreshMail(
        AgentFolder folder, string agent, MessageSpool spool, IndexDatabase index, SpoolSettler settler, Func<LeaseKey, Task<bool>> acknowledge, TimeProvider time, ILogger log)
    {
        (_folder, _agent, _spool, _index, _time, _log) = (folder, agent, spool, index, time, log);
        _journal = new ClaimJournal(spool.Disk, folder, ClaimJournal.NewName(), log);
        _writer = new FreshWriter(folder, agent, _shelf, _journal, index, settler, acknowledge, () => !_line.IsEmpty, time, log);
        _writer.Lost += names => Spill(names, []);
        _writer.MustShare += () => _ = GiveWayAsync();
        _writer.Looks += SpillIfSlow;
        _writer.Waits += () => Waits?.Invoke();
    }

    /// <summary>Raised when there is something to do: what was spilt is for the index, or there is room for what stands in line.</summary>
    public event Action? HasWork;

    /// <summary>Raised when there is something to claim that did not just arrive.</summary>
    public event Action? Waits;

    /// <summary>How the index knows this consumer.</summary>
    public Consumer Consumer => _writer.Consumer;

    /// <summary>Whether there is something to hand out.</summary>
    public bool HasWaiting
    {
        get
        {
            lock (_shelf.Sync)
            {
                return _shelf.HasWaiting;
            }
        }
    }

    /// <summary>Held by who claims from the index, and by who takes files: a message is handed out by one of them.</summary>
    public async ValueTask<Gate> EnterAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        return new Gate(_gate);
    }

    /// <summary>After a claim of so many at the most from the index: whether this process is the only consumer now.</summary>
    public void Enter(ClaimResult claim, int max)
    {
        lock (_shelf.Sync)
        {
            _shelf.Lease = claim.Exclusive;
            _shelf.IsBarred = false;
            _lastClaim = TimeProvider.System.GetTimestamp();
        }

        if (claim.Claimed.Count < max)
        {
            AskForMore(); // Nothing waits in the index any more.
        }
    }

    /// <summary>Whether there are files that are yet to be read, or on their way to the index.</summary>
    public bool HasLine
    {
        get
        {
            lock (_shelf.Sync)
            {
                return _line.HasNames;
            }
        }
    }

    /// <summary>Whether there is anything here that the index does not know.</summary>
    public bool HasAny
    {
        get
        {
            lock (_shelf.Sync)
            {
                return _shelf.Files.Count > 0 || _line.HasNames;
            }
        }
    }

    /// <summary>Whether a file is here already, read or not.</summary>
    public bool Knows(string name)
    {
        lock (_shelf.Sync)
        {
            return _shelf.Knows(name) || _line.Knows(name);
        }
    }

    /// <summary>Takes files that were just read, if they are handed out from here, or stand behind others; false when they are for the index, which knows then of all that is here.</summary>
    public async Task<bool> TryTakeAsync(List<ReadFile> batch)
    {
        using var gate = await EnterAsync().ConfigureAwait(false);
        bool isBehind;
        lock (_shelf.Sync)
        {
            if (!_line.HasSpilt && !_isSlow && _shelf.IsMine && batch.TrueForAll(static read => PlainText.Is(read.File)) && _line.TryStand(batch))
            {
                _writer.Watch();
                return true;
            }

            isBehind = _line.HasNames;
        }

        if (isBehind)
        {
            Spill([], batch.ConvertAll(static read => read.File.Name));
            return true;
        }

        await _writer.WriteAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Makes messages of the files whose turn it is, if there is room, and the index has nothing that comes before them. False when there is nothing more to do.</summary>
    public async Task<bool> TryReadOnAsync()
    {
        using var gate = await EnterAsync().ConfigureAwait(false);
        var next = NextInLine();
        if (next.Count == 0)
        {
            return false;
        }

        // Null is a file that somebody has taken away.
        var read = next.ConvertAll(one => one.File ?? _spool.TryRead(_folder, Box.Inbox, one.Name));
        var files = read.OfType<MessageFile>().Where(IsPlain).Select(static file => new FreshFile(file)).ToList();
        bool areUnknown;
        long token, handovers;
        lock (_shelf.Sync)
        {
            (token, handovers) = (_shelf.Lease?.Token ?? 0, _shelf.Handovers);
            areUnknown = files.Count == read.Count(static file => file is not null) && _shelf.AreUnknown(files);
        }

        var standing = areUnknown ? await _index.ReadAsync(connection => FreshQueries.StandingOf(connection, _folder.Key, Consumer, token, files), CancellationToken.None).ConfigureAwait(false) : Standing.Known;
        lock (_shelf.Sync)
        {
            if (standing == Standing.Next && (_shelf.HasLeaving || _shelf.Handovers != handovers))
            {
                standing = Standing.Later; // What waits has gone to the index since it was asked, or goes now.
            }

            _isLater = standing == Standing.Later;
            if (standing == Standing.Next && _line.TryLeave(next))
            {
                files.ForEach(_shelf.Add);
                return true;
            }
        }

        if (standing == Standing.Known)
        {
            SpillLine();
        }

        return false;
    }

    /// <summary>Names of files that are for the index, some at a time; they stay here until <see cref="Indexed"/>.</summary>
    public IReadOnlyList<string> Spilt()
    {
        lock (_shelf.Sync)
        {
            return _line.Spilt(IndexedAtOnce);
        }
    }

    public void Indexed(IReadOnlyList<string> files)
    {
        lock (_shelf.Sync)
        {
            _line.Indexed(files);
        }
    }

    /// <summary>Hands out what waits here, oldest first; nothing when this process is not the only consumer.</summary>
    public IReadOnlyList<Claim> Claim(int max, TimeSpan lease)
    {
        List<FreshMessage> messages;
        FreshClaim claim;
        lock (_shelf.Sync)
        {
            _lastClaim = TimeProvider.System.GetTimestamp();
            messages = _shelf.IsMine ? _shelf.NextMessages(max) : [];
            var now = StoreClock.Read(_time);
            claim = new FreshClaim(_shelf.Lease?.Token ?? 0, now.After(lease), now.Wall);
            if (messages.Count > 0 && !TryNote(messages, claim))
            {
                messages = [];
            }

            _isSlow = false; // Somebody waits for mail, and the index has none.
            messages.ForEach(message => FreshShelf.HandOut(message, claim));
        }

        AskForMore();
        return messages.ConvertAll(message => new Claim(message.Message, new LeaseKey(_agent, message.Message.Id, claim.Token), 1, claim.LeaseUntil));
    }

    /// <inheritdoc cref="FreshWriter.TryAcknowledge"/>
    public ValueTask<bool>? TryAcknowledge(LeaseKey lease) => _writer.TryAcknowledge(lease);

    /// <summary>Has the index know of a message, if it is here: what is to be done with it is done there.</summary>
    public Task WriteAsync(Guid id) => _writer.WriteAsync(id);

    /// <summary>Has the index know of everything that is here.</summary>
    public Task WriteAsync() => _writer.WriteAsync();

    /// <summary>Ends the right of another consumer that is gone or was frozen, and writes the claims that it had no time to write. What lies in the inbox must be in the index.</summary>
    public async Task ReplaceAsync(ConsumerRow other, int maxAttempts, Func<List<Burial>, Task> bury)
    {
        var (isReplaced, burials) = await _index.WriteAsync(connection =>
        {
            if (!ConsumerQueries.Replace(connection, _folder.Key, other))
            {
                return (false, []);
            }

            // Read in here: what the other one notes later it does not hand out any more.
            var now = StoreClock.Read(_time);
            FreshQueries.WriteClaims(connection, _folder.Key, _journal.Read(other.Consumer.Journal), other.Consumer.Process, now);
            return (true, other.IsGone ? ClaimQueries.ReclaimFrom(connection, _folder.Key, [other.Consumer.Process], maxAttempts, now) : []);
        }).ConfigureAwait(false);
        await bury(burials).ConfigureAwait(false);
        if (isReplaced && other.IsGone)
        {
            _journal.Delete(other.Consumer.Journal);
        }
    }

    /// <inheritdoc cref="ClaimJournal.Forget"/>
    public void Forget(Guid id)
    {
        lock (_shelf.Sync)
        {
            _journal.Forget(id, _shelf.HandedOut);
        }
    }

    /// <summary>What stands in line is for the index: nobody takes mail out of this mailbox for now.</summary>
    public void SpillLine() => Spill([], []);

    /// <summary>Writes what is here, and gives up the mailbox, until somebody claims again.</summary>
    public async Task CloseAsync()
    {
        using var gate = await EnterAsync().ConfigureAwait(false);
        await _writer.CloseAsync().ConfigureAwait(false);
    }

    public void Dispose() => _writer.Dispose(); // The gate has no handle that would have to be disposed, and who waits there still goes on.

    private List<(string Name, MessageFile? File)> NextInLine()
    {
        lock (_shelf.Sync)
        {
            return _shelf.IsMine && _shelf.HasRoom && !_isLater && !_line.HasSpilt ? _line.Next(ReadAtOnce) : [];
        }
    }

    private static bool IsPlain(MessageFile file) => file.Problem is null && file.Entries.Count > 0 && file.Entries.All(entry =>
        entry.Message is { IsReply: false, Priority: Priority.Normal, NotBefore: null, ExpiresAt: null, DeadLetter: null });

    /// <summary>What the journal does not know must not be handed out from here; nor must what took so long to note that others may have it by now.</summary>
    private bool TryNote(List<FreshMessage> messages, FreshClaim claim)
    {
        try
        {
            _journal.Add(messages, claim);
            if (_shelf.IsMine)
            {
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(_log, e); // A full disk: the index is asked instead.
            _shelf.IsBarred = true;
        }

        _journal.Restore(_shelf.HandedOut);
        _ = GiveBackAsync(messages, claim.Token);
        return false;
    }

    /// <summary>Who replaced us meanwhile may have written that we have these.</summary>
    private async Task GiveBackAsync(List<FreshMessage> messages, long token)
    {
        try
        {
            _ = await _index.WriteAsync(connection =>
                messages.Count(message => SettleQueries.Release(connection, new LeaseKey(_agent, message.Message.Id, token), _folder.Key, StoreClock.Read(_time)))).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            Log.BackgroundFailed(_log, e); // Their leases run out.
        }
    }

    private void AskForMore()
    {
        bool hasRoom;
        lock (_shelf.Sync)
        {
            _isLater = false;
            hasRoom = !_line.IsEmpty && _shelf.IsMine && _shelf.HasRoom;
        }

        if (hasRoom)
        {
            HasWork?.Invoke();
        }
    }

    private void Spill(IReadOnlyList<string> before, IReadOnlyList<string> behind)
    {
        lock (_shelf.Sync)
        {
            _line.Spill(before, behind);
        }

        HasWork?.Invoke();
    }

    private void SpillIfSlow()
    {
        lock (_shelf.Sync)
        {
            _isLater = false; // What came before may be gone in other ways than by being claimed.
            if (_line.IsEmpty || (_shelf.IsMine && TimeProvider.System.GetElapsedTime(Math.Max(_lastClaim, _line.Since)) < Slow))
            {
                return;
            }

            _isSlow = true;
        }

        SpillLine();
    }

    private async Task GiveWayAsync()
    {
        try
        {
            using var gate = await EnterAsync().ConfigureAwait(false);
            await _writer.GiveWayAsync().ConfigureAwait(false);
            SpillLine();
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            Log.BackgroundFailed(_log, e); // Who asked waits until our time is over.
        }
    }
}
