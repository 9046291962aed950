using System.Runtime.CompilerServices;
using Mailbox.Delivery;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>
/// Looks at a team without joining it: every agent's mail, whoever it is for, and what is to be done about it by hand. For tools that people
/// use; agents use <see cref="AgentMailbox"/>. Thread-safe.
/// </summary>
public sealed class TeamObserver : IAsyncDisposable
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);
    private readonly TeamFolder _team;
    private readonly TeamHub _hub;
    private readonly MailboxOptions _options;
    private int _isClosed;

    private TeamObserver(TeamFolder team, TeamHub hub, MailboxOptions options) => (_team, _hub, _options) = (team, hub, options);

    /// <summary>The team's name.</summary>
    public string Team => _team.Name;

    /// <summary>The folder that holds the team's message files and index.</summary>
    public string Folder => _team.StoreFolder;

    private IMessageStore Store
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);
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

    /// <summary>Finds messages. Everything that was accepted before the call began is seen.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> SearchAsync(MessageQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await Store.SearchAsync(query, cancel).ConfigureAwait(false);
    }

    /// <summary>A message with its state, in every mailbox that has one of that id; empty when none has.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> GetAsync(Guid messageId, CancellationToken cancel = default) => await Store.GetAsync(messageId, cancel).ConfigureAwait(false);

    /// <summary>How many messages are in which state, by agent.</summary>
    public async ValueTask<MailboxStatistics> StatisticsAsync(CancellationToken cancel = default) => await Store.StatisticsAsync(cancel).ConfigureAwait(false);

    /// <summary>Puts a dead letter back into its inbox: attempts start over, and its time to live counts no more.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter, or it was never a message.</exception>
    public async ValueTask SendAgainAsync(string agent, Guid messageId, CancellationToken cancel = default) => await Store.SendAgainAsync(TeamNames.Validate(agent), messageId, cancel).ConfigureAwait(false);

    /// <summary>Deletes a dead letter for good.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter.</exception>
    public async ValueTask PurgeAsync(string agent, Guid messageId, CancellationToken cancel = default) => await Store.PurgeAsync(TeamNames.Validate(agent), messageId, cancel).ConfigureAwait(false);

    /// <summary>Removes settled messages that are past their retention, and leftovers of processes that died.</summary>
    /// <param name="retention">What to keep; default as opened.</param>
    /// <param name="dryRun">True: only count.</param>
    /// <param name="cancel">Stops between two files.</param>
    public async ValueTask<CleanReport> CleanAsync(RetentionOptions? retention = null, bool dryRun = false, CancellationToken cancel = default) =>
        await Store.CleanAsync(retention ?? _options.Retention, dryRun, cancel).ConfigureAwait(false);

    /// <summary>Makes the index anew from the files, in one transaction. Answers the number of messages.</summary>
    public async ValueTask<int> RebuildIndexAsync(CancellationToken cancel = default) => await Store.RebuildIndexAsync(cancel).ConfigureAwait(false);

    /// <summary>Compares the index with one made from the files just now.</summary>
    public async ValueTask<VerificationReport> VerifyAsync(CancellationToken cancel = default) => await Store.VerifyAsync(cancel).ConfigureAwait(false);

    /// <summary>Messages as they come and change, from now until <paramref name="cancel"/>: each once for every state it was seen in, looked for every <see cref="MailboxOptions.RescanInterval"/>.</summary>
    public async IAsyncEnumerable<StoredMessage> WatchAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var timer = new PeriodicTimer(_options.RescanInterval, _options.TimeProvider);
        var known = (await LookAsync(cancel).ConfigureAwait(false)).ToDictionary(Key, static message => (message.State, message.Attempt));
        while (await timer.TickAsync(cancel).ConfigureAwait(false))
        {
            var now = await LookAsync(cancel).ConfigureAwait(false);
            foreach (var message in now.Where(message => !(known.TryGetValue(Key(message), out var before) && before == (message.State, message.Attempt))))
            {
                yield return message;
            }

            known = now.ToDictionary(Key, static message => (message.State, message.Attempt));
        }
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            await _hub.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static (Guid, string) Key(StoredMessage message) => (message.Message.Id, message.Message.To);

    private static async ValueTask<string> KnownAsync(MailboxOptions options, CancellationToken cancel)
    {
        var teams = await AgentTeams.ListAsync(options.Root, cancel).ConfigureAwait(false);
        return teams.Count == 0 ? "There are no teams." : $"Teams: {string.Join(", ", teams.Select(static team => team.Name).Take(20))}.";
    }

    /// <summary>What was sent lately.</summary>
    private async ValueTask<IReadOnlyList<StoredMessage>> LookAsync(CancellationToken cancel)
    {
        var since = _options.TimeProvider.GetUtcNow() - Recent;
        var recent = await Store.SearchAsync(new MessageQuery { Since = since, OldestFirst = true, Limit = int.MaxValue }, cancel).ConfigureAwait(false);
        return [.. recent.DistinctBy(Key)];
    }
}
