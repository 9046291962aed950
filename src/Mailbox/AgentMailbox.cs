using System.Collections.Concurrent;
using Mailbox.Agents;
using Mailbox.Delivery;
using Mailbox.Files.Watching;
using Mailbox.Requests;
using Mailbox.Rooms;
using Mailbox.Requests.Questions;
using Mailbox.Store;
using Mailbox.Tasks;
using Mailbox.Teams;
using Mailbox.Topics;

namespace Mailbox;

/// <summary>
/// An agent's place in a team: it sends, receives, asks and answers through it. Thread-safe. Several processes may join as the same agent;
/// each message then goes to one of them. Disposing stops receiving and keeps the mail; <see cref="LeaveAsync"/> also leaves the team.
/// </summary>
public sealed partial class AgentMailbox : IAsyncDisposable
{
    private readonly TeamFolder _team;
    private readonly TeamHub _hub;
    private readonly AgentPresence _presence;
    private readonly Membership _membership;
    private readonly Outbox _outbox;
    private readonly ReceiptDesk _receipts;
    private readonly RequestBook _requests;
    private readonly InboxDrain _drain;
    private readonly RoomBook _rooms;
    private readonly CompanionWatch _companions;
    private readonly TopicFeed _feed;
    private readonly HouseKeeping _house;
    private readonly ConcurrentDictionary<MessageDelivery, HeldLease> _deliveries = new();
    private readonly HandlerLoops _loops = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly List<FolderWatch?> _watches = [];
    private readonly IDisposable _pulse;
    private readonly IDisposable _urgentPulse;
    private int _isClosed;

    private AgentMailbox(string name, TeamFolder team, TeamHub hub, MailboxOptions options)
    {
        (Name, _team, _hub, Options) = (name, team, hub, options);
        _presence = new AgentPresence(name, hub.Directory, options);
        _membership = new Membership(name, MailboxEnvironment.WorkingDirectory(options.WorkingDirectory), _presence, team, hub, options.TimeProvider);
        // Off the pulse, which a handler may want to end by disposing.
        _membership.Ended += () => _ = Task.Run(() => TeamEnded?.Invoke(this, EventArgs.Empty));
        _outbox = new Outbox(name, team, hub.Store, hub.InboxOwner, hub.Addresses, options, hub.Log);
        _receipts = new ReceiptDesk(team, hub.Addresses, hub.Store, hub.Inbox, options);
        _requests = new RequestBook(name, hub.Store, _receipts, options.TimeProvider);
        _drain = new InboxDrain(name, team, hub.Store, hub.Inbox, new AnswerMatcher(name, hub.Store, _requests), options, hub.Log);
        var rooms = new RoomStore(options.Disk, team.StoreFolder, options.MaxJsonDepth);
        _rooms = new RoomBook(name, rooms, new RoomDelivery(rooms, _outbox, hub.Addresses, options, hub.Log), _outbox, hub.Directory, options);
        _companions = new CompanionWatch(_rooms, hub.Directory, hub.Store, options);
        Rooms = new AgentRooms(_rooms, rooms, hub.Store, _receipts);
        var topics = new TopicStore(options.Disk, team.StoreFolder, options.MaxJsonDepth);
        _feed = new TopicFeed(name, topics, hub.Store, options);
        Topics = new AgentTopics(name, topics, _feed, _outbox, options);
        var tasks = new TaskStores(hub, team, options);
        (Tasks, TeamTasks) = OpenTasks(this, hub, tasks, _presence);
        _house = new HouseKeeping(hub.Store, rooms, topics, tasks.Own, team.StoreFolder, options);
        _pulse = hub.EachPulse(PulseAsync);
        _urgentPulse = hub.EachUrgentPulse(StayAliveAsync);
    }

    /// <summary>Raised when the team's folder turns out to be gone: Claude Code deletes it when its session ends. Mail between agents of our own goes on.</summary>
    public event EventHandler? TeamEnded;

    /// <summary>Raised when another process has taken this agent's name, because this one gave no sign of life for three heartbeats: it was stopped, or the machine slept. The mailbox is then closed.</summary>
    public event EventHandler? NameLost;

    /// <summary>Whether another process has taken this agent's name, and this mailbox closes because of that; <see cref="NameLost"/> is raised once it is closed.</summary>
    public bool HasLostName { get; private set; }

    /// <summary>This agent's name.</summary>
    public string Name { get; }

    /// <summary>The team's name.</summary>
    public string Team => _team.Name;

    /// <summary>The folder that holds the team's message files and index.</summary>
    public string Folder => _team.StoreFolder;

    internal MailboxOptions Options { get; }

    internal IMessageStore Store => _hub.Store;

    internal bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Joins the team that the environment names (<c>MAILBOX_TEAM</c>), else the live team of the working directory.</summary>
    /// <exception cref="TeamNotFoundException">There is none.</exception>
    /// <exception cref="InvalidMailboxOptionsException">Lists everything that is wrong with the options. Else what can go wrong is what can with a team that is named.</exception>
    public static async ValueTask<AgentMailbox> JoinAsync(string name, MailboxOptions? options = null, CancellationToken cancel = default)
    {
        options = (options ?? new MailboxOptions()).Validate();
        if (MailboxEnvironment.Team is { } named)
        {
            return await JoinAsync(named, name, options, cancel).ConfigureAwait(false);
        }

        // One that ends before we have joined it must not be made anew by us.
        var live = (await AgentTeams.FindLiveAsync(options.WorkingDirectory, options.Root, cancel).ConfigureAwait(false))?.Name
            ?? throw new TeamNotFoundException($"No live team works in '{MailboxEnvironment.WorkingDirectory(options.WorkingDirectory)}' (looked under '{MailboxEnvironment.Root(options.Root)}'). Start Claude Code there with agent teams on, set MAILBOX_TEAM, or name a team to join.");
        return await JoinAsync(live, name, options, makes: false, cancel).ConfigureAwait(false);
    }

    /// <summary>Joins a team under a name, and makes the team if there is none of that name. Joining again, also while joined elsewhere, changes nothing.</summary>
    /// <param name="team">The team's name, or its folder's.</param>
    /// <param name="name">This agent's name; what others send to.</param>
    /// <param name="options">How the mailbox behaves.</param>
    /// <param name="cancel">Stops joining.</param>
    /// <exception cref="InvalidMailboxOptionsException">Lists everything that is wrong with the options.</exception>
    /// <exception cref="InvalidNameException">One of the names cannot be used.</exception>
    /// <exception cref="NameTakenException">Another name has the file that one of the names stands for.</exception>
    /// <exception cref="NameHeldException">Another process that runs holds the name.</exception>
    /// <exception cref="TeamConfigException">The team's config cannot be read.</exception>
    /// <exception cref="MailboxStorageException">The folders cannot be made or written.</exception>
    public static ValueTask<AgentMailbox> JoinAsync(string team, string name, MailboxOptions? options = null, CancellationToken cancel = default) =>
        JoinAsync(team, name, (options ?? new MailboxOptions()).Validate(), makes: true, cancel);

    private static async ValueTask<AgentMailbox> JoinAsync(string team, string name, MailboxOptions options, bool makes, CancellationToken cancel)
    {
        TeamNames.Validate(name);
        var folder = TeamLocator.Locate(options, team);
        try
        {
            var hub = TeamHub.Acquire(folder, options);
            AgentMailbox? mailbox = null;
            try
            {
                // The mailbox first, then the config: once others see the name, its mail has a place. But none for a name that cannot join.
                TeamRoster.EnsureFree(hub.Addresses.Team, name);
                await hub.Store.OpenMailboxAsync(name, cancel).ConfigureAwait(false);
                mailbox = new AgentMailbox(name, folder, hub, options);
                await mailbox._presence.RegisterAsync(options.Profile, AgentStatus.Active, cancel).ConfigureAwait(false);
                await mailbox._membership.JoinAsync(makes, cancel).ConfigureAwait(false);
                await mailbox.PulseAsync().ConfigureAwait(false);
                return mailbox;
            }
            catch
            {
                IAsyncDisposable begun = mailbox is null ? hub : mailbox;
                await begun.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Joining a team", folder.StoreFolder, e);
        }
    }

    /// <summary>The team as its config tells now; null when its folder is gone.</summary>
    public ValueTask<TeamInfo?> GetTeamAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_hub.Addresses.Team);
    }

    /// <summary>Disposes the mailbox and takes this agent out of the team's config, unless another process of it goes on. Its mail stays, and is there when it joins again.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancel = default)
    {
        await DisposeAsync().ConfigureAwait(false); // First, or the pulse could take the missing entry for one that was overwritten.
        await Files.Storage.GuardAsync("Leaving a team", _team.StoreFolder, async () =>
        {
            if (await _presence.LeaveAsync(cancel).ConfigureAwait(false))
            {
                await _membership.LeaveAsync(cancel).ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false);
    }

    /// <summary>Stops receiving, gives back what is claimed and not settled, and closes. Open requests stay open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        _pulse.Dispose();
        _urgentPulse.Dispose();
        lock (_watches)
        {
            _watches.ForEach(static watch => watch?.Dispose());
        }

        // Together, so that a locked index is waited for once.
        await Task.WhenAll(_deliveries.Select(async held =>
        {
            held.Value.Lose(); // Who still works on it must know that somebody else gets it now.
            await ReleaseAsync(held.Key).ConfigureAwait(false);
        })).ConfigureAwait(false);

        await _hub.RunAsync(async () => await Tasks.CloseAsync().ConfigureAwait(false)).ConfigureAwait(false);
        await _hub.RunAsync(async () => await TeamTasks.CloseAsync().ConfigureAwait(false)).ConfigureAwait(false);
        await _hub.RunAsync(async () => await _presence.CloseAsync().ConfigureAwait(false)).ConfigureAwait(false);
        _requests.Dispose();
        await _hub.RunAsync(async () => await Store.CloseMailboxAsync(Name).ConfigureAwait(false)).ConfigureAwait(false);
        await _hub.DisposeAsync().ConfigureAwait(false);
        _drain.Dispose();
        _feed.Dispose();
    }

    private async Task PulseAsync()
    {
        // Each by itself: an unreadable config or inbox must not keep the others from being done.
        foreach (var step in (Func<Task>[])[_membership.CheckAsync, DrainAsync, SweepAsync, ServeTopicsAsync, CatchUpAsync, TellOwnersAsync, CleanAsync])
        {
            if (!IsClosed)
            {
                await _hub.RunAsync(step).ConfigureAwait(false);
            }
        }
    }

    private Task DrainAsync()
    {
        WatchInboxes();
        return DrainNowAsync();
    }

    private async Task SweepAsync()
    {
        await Store.SweepLateRepliesAsync(Name).ConfigureAwait(false);
        await Store.ReclaimFromDeadProcessesAsync(Name, Options.MaxAttempts).ConfigureAwait(false);
    }

    private async Task CleanAsync()
    {
        if (_hub.IsDue(Options.Retention, Options.Retention.Interval, Options.TimeProvider))
        {
            await CleanAsync(retention: null, dryRun: false, _closed.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Watches the folders in which Claude Code leaves mail for us, as soon as they are there. What the watch misses the pulse finds.</summary>
    private void WatchInboxes()
    {
        if (Options.WatchFolders)
        {
            lock (_watches)
            {
                if (!IsClosed)
                {
                    Watch(_team.InboxPaths(Name));
                }
            }
        }
    }

    private void Watch(IReadOnlyList<string> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (_watches.Count <= i)
            {
                _watches.Add(null);
            }

            var folder = Path.GetDirectoryName(paths[i])!;
            if (_watches[i] is { IsAlive: true } || !Options.Disk.IsDirectory(folder))
            {
                continue;
            }

            var file = Path.GetFileName(paths[i]);
            try
            {
                _watches[i]?.Dispose();
                _watches[i] = FolderWatcher.Current.Watch(folder, name =>
                {
                    if (name is null || name == file)
                    {
                        _ = Task.Run(DrainSoonAsync);
                    }
                });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Diagnostics.Log.CannotWatch(_hub.Log, folder, e); // It vanished, or there are no more watches: the pulse looks by itself.
            }
        }
    }

    /// <summary>Unless a teammate of Claude Code has taken the name that a hidden agent of ours had: then the inbox is its own.</summary>
    private Task DrainNowAsync() =>
        _hub.Addresses.Team?.FindOther(Name) is not null ? Task.CompletedTask : _drain.DrainAsync(_closed.Token);

    private async Task DrainSoonAsync()
    {
        try
        {
            if (!IsClosed)
            {
                await DrainNowAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The mailbox closed meanwhile.
        }
        catch (Exception e) when (e is MailboxException or IOException or UnauthorizedAccessException)
        {
            Diagnostics.Log.BackgroundFailed(_hub.Log, e); // The pulse tries again.
        }
    }
}
