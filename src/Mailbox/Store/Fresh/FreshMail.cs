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

    /// <summary>A message that expires sooner goes the longer way, which looks at that once more.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

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
    private long _lastClaim;
    private Spilling _spilling;

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
        _journal = new ClaimJournal(spool.Disk, folder, ClaimJournal.NewName());
        _writer = new FreshWriter(folder, agent, _shelf, _journal, index, settler, acknowledge, time, log);
        _writer.Lost += Spill;
        _writer.MustShare += () => _ = GiveWayAsync();
        _writer.Looks += SpillIfSlow;
    }

    /// <summary>Raised when there is mail in the inbox that is neither here nor in the index: it must be looked for.</summary>
    public event Action? Spilled;

    /// <summary>Raised when there is room for what was not read yet.</summary>
    public event Action? HasRoom;

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

    /// <summary>After a claim from the index: whether this process is the only consumer now.</summary>
    public void Enter(ClaimResult claim)
    {
        lock (_shelf.Sync)
        {
            _shelf.Lease = claim.InTheWay is null ? claim.Exclusive : _shelf.Lease;
            _shelf.IsBarred = false;
            _lastClaim = TimeProvider.System.GetTimestamp();
        }

        AskForMore();
    }

    /// <summary>Whether a file is here already, read or not.</summary>
    public bool Knows(string name)
    {
        lock (_shelf.Sync)
        {
            return _shelf.Knows(name);
        }
    }

    /// <summary>Takes files that were just read, if they may be handed out from here; false when they are for the index, which knows then of all that is here.</summary>
    public async Task<bool> TryTakeAsync(List<ReadFile> batch)
    {
        // Replies in it that their askers have are to be settled now.
        var hasGiven = batch.Exists(static read => read.Given.Count > 0);
        using var gate = await EnterAsync().ConfigureAwait(false);
        lock (_shelf.Sync)
        {
            if (_spilling == Spilling.Ahead && !hasGiven)
            {
                return true; // It is looked for, behind what stood in line before it.
            }

            if (_spilling == Spilling.No && _shelf.IsMine && batch.TrueForAll(static read => PlainText.Is(read.File)) && _shelf.TryStandInLine(batch))
            {
                _writer.Watch();
                return true;
            }

            if (_shelf.HasLine && !hasGiven)
            {
                Spill();
                return true;
            }
        }

        await _writer.WriteAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Makes messages of the files whose turn it is, as long as there is room, and the index has nothing that comes before them.</summary>
    public async Task ReadOnAsync()
    {
        using var gate = await EnterAsync().ConfigureAwait(false);
        while (NextInLine() is { Count: > 0 } next)
        {
            // Null is a file that somebody has taken away.
            var read = next.ConvertAll(one => one.File ?? _spool.TryRead(_folder, Box.Inbox, one.Name));
            var files = read.OfType<MessageFile>().Where(IsPlain).Select(static file => new FreshFile(file)).ToList();
            bool areUnknown;
            lock (_shelf.Sync)
            {
                areUnknown = files.Count == read.Count(static file => file is not null) && _shelf.AreUnknown(files);
            }

            var standing = areUnknown ? await _index.ReadAsync(connection => FreshQueries.StandingOf(connection, _folder.Key, files), CancellationToken.None).ConfigureAwait(false) : Standing.Known;
            if (standing == Standing.Later)
            {
                return;
            }

            if (standing == Standing.Known)
            {
                Spill();
                return;
            }

            lock (_shelf.Sync)
            {
                _shelf.LeaveLine(next.Count);
                files.ForEach(_shelf.Add);
            }
        }
    }

    /// <summary>What was spilt is looked for from now on, until <see cref="EndSpill"/>: it goes to the index.</summary>
    public void BeginSpill() => Change(Spilling.Ahead, Spilling.Now);

    public void EndSpill() => Change(Spilling.Now, Spilling.No);

    /// <summary>Hands out what waits here, oldest first; nothing when this process is not the only consumer.</summary>
    public IReadOnlyList<Claim> Claim(int max, TimeSpan lease)
    {
        List<FreshMessage> messages;
        FreshClaim claim;
        lock (_shelf.Sync)
        {
            _lastClaim = TimeProvider.System.GetTimestamp();
            messages = _shelf.IsMine ? _shelf.NextMessages(max) : [];
            if (messages.Count > 0 && !TryNote(messages))
            {
                messages = [];
            }

            var now = StoreClock.Read(_time);
            claim = new FreshClaim(_shelf.Lease?.Token ?? 0, now.Monotonic + (long)lease.TotalMilliseconds, now.Wall);
            messages.ForEach(message => FreshShelf.HandOut(message, claim));
        }

        AskForMore();
        return messages.ConvertAll(message => new Claim(message.Message, new LeaseKey(_agent, message.Message.Id, claim.Token), 1));
    }

    /// <inheritdoc cref="FreshWriter.TryAcknowledge"/>
    public ValueTask<bool>? TryAcknowledge(LeaseKey lease) => _writer.TryAcknowledge(lease);

    /// <summary>Has the index know of a message, if it is here: what is to be done with it is done there.</summary>
    public Task WriteAsync(Guid id) => _writer.WriteAsync(id);

    /// <summary>Has the index know of everything that is here.</summary>
    public Task WriteAsync() => _writer.WriteAsync();

    /// <summary>Ends the right of another consumer that is gone or was frozen, and counts the attempts that it did not live to write. What lies in the inbox must be in the _index.</summary>
    public async Task ReplaceAsync(ConsumerRow other, int maxAttempts, Func<List<Burial>, Task> bury)
    {
        var handedOut = _journal.Read(other.Consumer.Journal);
        var burials = await _index.WriteAsync(connection => ConsumerQueries.Replace(connection, _folder.Key, other)
            ? FreshQueries.CountAttempts(connection, _folder.Key, handedOut, other.Consumer.Process, maxAttempts, StoreClock.Read(_time))
            : []).ConfigureAwait(false);
        await bury(burials).ConfigureAwait(false);
        if (other.IsGone)
        {
            _journal.Delete(other.Consumer.Journal);
        }
    }

    /// <summary>Writes what is here, and gives up the mailbox, until it is opened again.</summary>
    public async Task CloseAsync()
    {
        using var gate = await EnterAsync().ConfigureAwait(false);
        lock (_shelf.Sync)
        {
            _shelf.ClearLine();
        }

        await _writer.CloseAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _gate.Dispose();
    }

    private List<(string Name, MessageFile? File)> NextInLine()
    {
        lock (_shelf.Sync)
        {
            return _shelf.IsMine && _shelf.HasRoom ? _shelf.Next(ReadAtOnce) : [];
        }
    }

    private bool IsPlain(MessageFile file) => file.Problem is null && file.Entries.Count > 0 && file.Entries.All(entry =>
        entry.Message is { IsReply: false, Priority: Priority.Normal, NotBefore: null, DeadLetter: null } message && !(message.ExpiresAt <= _time.GetUtcNow() + Soon));

    /// <summary>What the journal does not know must not be handed out from here.</summary>
    private bool TryNote(List<FreshMessage> messages)
    {
        try
        {
            _journal.Add(messages);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(_log, e); // A full disk: the index is asked instead.
            _shelf.IsBarred = true;
            return false;
        }
    }

    private void Change(Spilling from, Spilling to)
    {
        lock (_shelf.Sync)
        {
            _spilling = _spilling == from ? to : _spilling;
        }
    }

    private void AskForMore()
    {
        bool hasRoom;
        lock (_shelf.Sync)
        {
            hasRoom = _shelf.HasLine && _shelf.IsMine && _shelf.HasRoom;
        }

        if (hasRoom)
        {
            HasRoom?.Invoke();
        }
    }

    /// <summary>What stands in line is for the _index, with whatever else is in the inbox.</summary>
    private void Spill()
    {
        lock (_shelf.Sync)
        {
            _shelf.ClearLine();
            _spilling = Spilling.Ahead;
        }

        Spilled?.Invoke();
    }

    private void SpillIfSlow()
    {
        bool isSlow;
        lock (_shelf.Sync)
        {
            isSlow = _shelf.HasLine && (!_shelf.IsMine || TimeProvider.System.GetElapsedTime(_lastClaim) > Slow);
        }

        if (isSlow)
        {
            Spill();
        }
    }

    private async Task GiveWayAsync()
    {
        try
        {
            using var gate = await EnterAsync().ConfigureAwait(false);
            await _writer.GiveWayAsync().ConfigureAwait(false);
            Spill();
        }
        catch (Exception e) when (e is MailboxException or ObjectDisposedException)
        {
            Log.BackgroundFailed(_log, e); // Who asked waits until our time is over.
        }
    }
}
