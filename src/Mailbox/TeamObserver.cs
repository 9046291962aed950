using Mailbox.Delivery;
using Mailbox.Rooms;
using Mailbox.Store;
using Mailbox.Tasks;
using Mailbox.Teams;
using Mailbox.Topics;

namespace Mailbox;

/// <summary>
/// Looks at a team without joining it: every agent's mail, whoever it is for, rooms that are secret included, and what is to be done about it by hand. For tools that people
/// use; agents use <see cref="AgentMailbox"/>. Thread-safe.
/// </summary>
public sealed partial class TeamObserver : IAsyncDisposable
{
    private readonly TeamFolder _team;
    private readonly TeamHub _hub;
    private readonly MailboxOptions _options;
    private readonly ClaudeMail _claude;
    private readonly RoomStore _rooms;
    private readonly TopicStore _topics;
    private readonly HouseKeeping _house;
    private int _isClosed;

    private TeamObserver(TeamFolder team, TeamHub hub, MailboxOptions options)
    {
        (_team, _hub, _options) = (team, hub, options);
        _claude = new ClaudeMail(team, hub.Addresses, hub.Store, hub.Inbox, options);
        _rooms = new RoomStore(options.Disk, team.StoreFolder, options.MaxJsonDepth);
        _topics = new TopicStore(options.Disk, team.StoreFolder, options.MaxJsonDepth);
        var tasks = new TaskStores(hub, team, options);
        (Tasks, TeamTasks) = (new ObservedTasks(tasks.Own), new ObservedTasks(tasks.Team));
        _house = new HouseKeeping(hub.Store, _rooms, _topics, tasks.Own, team.StoreFolder, options);
    }

    /// <summary>The team's name.</summary>
    public string Team => _team.Name;

    /// <summary>The folder that holds the team's message files and index.</summary>
    public string Folder => _team.StoreFolder;

    /// <summary>The team's own queue of tasks.</summary>
    public ObservedTasks Tasks { get; }

    /// <summary>The list that Claude Code shows its lead and teammates.</summary>
    public ObservedTasks TeamTasks { get; }

    private IMessageStore Store
    {
        get
        {
            ThrowIfClosed();
            return _hub.Store;
        }
    }

    /// <summary>Opens a team that is there.</summary>
    /// <param name="team">The team's name, or its folder's; null for <c>MAILBOX_TEAM</c>, else the live team of the working directory.</param>
    /// <param name="options">Where it is, and how long what is kept.</param>
    /// <param name="cancel">Stops looking for it.</param>
    /// <exception cref="TeamNotFoundException">There is none.</exception>
    public static async ValueTask<TeamObserver> OpenAsync(string? team = null, MailboxOptions? options = null, CancellationToken cancel = default)
    {
        options = (options ?? new MailboxOptions()).Validate();
        var root = MailboxEnvironment.Root(options.Root);
        team ??= MailboxEnvironment.Team ?? (await AgentTeams.FindLiveAsync(options.WorkingDirectory, options.Root, cancel).ConfigureAwait(false))?.Name
            ?? throw new TeamNotFoundException($"No live team works in '{MailboxEnvironment.WorkingDirectory(options.WorkingDirectory)}' (looked under '{root}'). Name a team.");
        var folder = TeamLocator.Locate(options, team);
        return options.Disk.IsDirectory(folder.StoreFolder) || options.Disk.IsDirectory(folder.ConfigFolder)
            ? new TeamObserver(folder, TeamHub.Acquire(folder, options), options)
            : throw new TeamNotFoundException($"There is no team '{team}' under '{root}'. {await KnownAsync(options, cancel).ConfigureAwait(false)}");
    }

    /// <summary>The team as its config tells now; null when its folder is gone.</summary>
    public TeamInfo? GetTeam() => _hub.Addresses.Team;

    /// <summary>Every agent, hidden ones and ghosts included.</summary>
    public IReadOnlyList<AgentInfo> FindAgents(AgentQuery? query = null) => [.. _hub.Directory.All().Where(agent => query?.Matches(agent) != false)];

    /// <summary>Every room with all its members, by name.</summary>
    public IReadOnlyList<RoomInfo> ListRooms() => [.. _rooms.All().Select(room => RoomBook.Describe(room) with
    {
        Members = [.. room.Members.Select(static member => member.Name)], LastPost = _rooms.Posts(room.Name).Head(),
    }).OrderBy(static room => room.Name, StringComparer.Ordinal)];

    /// <summary>A room's posts in their order.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="before">Only those before this number; default to the last.</param>
    /// <param name="limit">How many of the last ones.</param>
    /// <exception cref="RoomNotFoundException">There is no such room.</exception>
    public IReadOnlyList<RoomPost> ListPosts(string room, long? before = null, int limit = 100)
    {
        TeamNames.Validate(room);
        var known = _rooms.All().Select(static one => one.Name).Order(StringComparer.Ordinal).ToList();
        return known.Contains(room, StringComparer.Ordinal) ? _rooms.History(room, after: null, before, limit) : throw new RoomNotFoundException(room, known, TeamNames.Nearest(room, known));
    }

    /// <summary>What was published to matching topics and is still kept: the last <paramref name="limit"/>, in order.</summary>
    public IReadOnlyList<Publication> ListPublications(string pattern = "**", int limit = 100, CancellationToken cancel = default)
    {
        TopicPattern.ValidatePattern(pattern);
        return _topics.History(pattern, limit, cancel);
    }

    /// <summary>The subscriptions of all agents, by agent and pattern.</summary>
    public IReadOnlyList<Subscription> ListSubscriptions() => _topics.Subscriptions();

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            await _hub.DisposeAsync().ConfigureAwait(false);
            _claude.Dispose();
        }
    }

    private static async ValueTask<string> KnownAsync(MailboxOptions options, CancellationToken cancel)
    {
        var teams = await AgentTeams.ListAsync(options.Root, cancel).ConfigureAwait(false);
        return teams.Count == 0 ? "There are no teams." : $"Teams: {string.Join(", ", teams.Select(static team => team.Name).Take(20))}.";
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);
}
