using Mailbox.Agents;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Store.Index;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Delivery;

/// <summary>What the mailboxes of one process and team share: store, leases, address book, and one pulse that looks after them all.</summary>
internal sealed class TeamHub : IAsyncDisposable
{
    private static readonly Lock Sync = new();
    private static readonly Dictionary<Key, TeamHub> Open = [];
    private readonly Key _key;
    private readonly List<Func<Task>> _tasks = [];
    private readonly List<Func<Task>> _urgent = [];
    private readonly Dictionary<object, long> _lastTimes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pulse;
    private readonly Task _urgentPulse;
    private int _users;

    private TeamHub(Key key, TeamFolder team, MailboxOptions options)
    {
        _key = key;
        Log = options.LoggerFactory.CreateLogger(MailboxDiagnostics.LogCategory);
        var store = new FileMessageStore(team.StoreFolder, options);
        (Store, Index) = (store, store.Index);
        Roster = new TeamRoster(options.Disk, options.TimeProvider, team);
        var current = new CurrentTeam(Roster);
        Directory = new AgentDirectory(new AgentCards(options.Disk, team.StoreFolder), current, options.TimeProvider);
        Addresses = new AddressBook(team, current, Directory, Store);
        Inbox = new ForeignInbox(options.Disk, options.TimeProvider, options.ForeignLockTimeout);
        InboxOwner = new InboxOwner(options.Disk, Inbox, InboxOwner.Patience);
        Leases = new LeaseKeeper(Store, options.TimeProvider, options.MaxLeaseRenewal, Log);
        _pulse = Task.Run(() => PulseAsync([Store.RescanAsync], _tasks, options.RescanInterval, options.TimeProvider));
        _urgentPulse = Task.Run(() => PulseAsync([], _urgent, options.RescanInterval, options.TimeProvider));
    }

    public ILogger Log { get; }

    public IMessageStore Store { get; }

    public IndexDatabase Index { get; }

    public TeamRoster Roster { get; }

    public AddressBook Addresses { get; }

    public AgentDirectory Directory { get; }

    public ForeignInbox Inbox { get; }

    public InboxOwner InboxOwner { get; }

    public LeaseKeeper Leases { get; }

    /// <summary>The hub for a team and these options; mailboxes whose options agree share one. Each user disposes it once.</summary>
    public static TeamHub Acquire(TeamFolder team, MailboxOptions options)
    {
        var key = new Key(team.StoreFolder, options.Disk, options.TimeProvider, options.LoggerFactory, options.Durability, options.WatchFolders,
            options.RescanInterval, options.MaxMessageBytes, options.MaxJsonDepth, options.MaxLeaseRenewal, options.ForeignLockTimeout);
        lock (Sync)
        {
            if (!Open.TryGetValue(key, out var hub))
            {
                Open[key] = hub = new TeamHub(key, team, options);
            }

            hub._users++;
            return hub;
        }
    }

    /// <summary>Has something done at every pulse, until the answer is disposed.</summary>
    public IDisposable EachPulse(Func<Task> work) => Register(_tasks, work);

    /// <summary>As <see cref="EachPulse"/>, for what must not wait for anything else: a locked inbox may hold up the other pulse for seconds, and who gives no sign of life is taken for dead.</summary>
    public IDisposable EachUrgentPulse(Func<Task> work) => Register(_urgent, work);

    /// <summary>True once in each interval for all who ask for the same: what is for the whole team each of its mailboxes need not do again. The first interval begins with the first to ask.</summary>
    public bool IsDue(object what, TimeSpan interval, TimeProvider time)
    {
        lock (_lastTimes)
        {
            if (!_lastTimes.TryGetValue(what, out var last))
            {
                _lastTimes[what] = time.GetTimestamp();
                return false;
            }

            var isDue = time.GetElapsedTime(last) >= interval;
            _lastTimes[what] = isDue ? time.GetTimestamp() : last;
            return isDue;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (Sync)
        {
            if (--_users > 0)
            {
                return;
            }

            Open.Remove(_key);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _pulse.ConfigureAwait(false);
        await _urgentPulse.ConfigureAwait(false);
        await Leases.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static Registration Register(List<Func<Task>> list, Func<Task> work)
    {
        lock (list)
        {
            list.Add(work);
        }

        return new Registration(list, work);
    }

    private async Task PulseAsync(IReadOnlyList<Func<Task>> own, List<Func<Task>> registered, TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Func<Task>[] work;
                lock (registered)
                {
                    work = [.. own, .. registered];
                }

                foreach (var task in work)
                {
                    await RunAsync(task).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last user has gone.
        }
    }

    /// <summary>Does something in the background that may fail, and logs it if it does.</summary>
    public async Task RunAsync(Func<Task> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A full disk, a locked index, a mailbox that was disposed meanwhile: the next pulse tries again. Whatever else it is, the
            // pulse looks after every mailbox of the process, so it goes on, and the log tells.
            Diagnostics.Log.BackgroundFailed(Log, e);
        }
    }

    private sealed record Key(
        string Folder, Disk Disk, TimeProvider Time, ILoggerFactory Loggers, Durability Durability, bool Watches,
        TimeSpan Rescan, int MaxBytes, int MaxDepth, TimeSpan MaxRenewal, TimeSpan LockTimeout);

    private sealed class Registration(List<Func<Task>> list, Func<Task> work) : IDisposable
    {
        public void Dispose()
        {
            lock (list)
            {
                list.Remove(work);
            }
        }
    }
}
