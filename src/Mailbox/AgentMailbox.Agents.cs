using System.Runtime.CompilerServices;
using Mailbox.Agents;

namespace Mailbox;

/// <summary>The other agents, and what this one tells them about itself.</summary>
public sealed partial class AgentMailbox
{
    private int? _status;
    private int _received;

    /// <summary>
    /// What this agent says it is doing; null (the default) lets it be told from its deliveries: busy while it holds one, idle when nothing came since the last heartbeat.
    /// </summary>
    public AgentStatus? Status
    {
        get => (AgentStatus?)_status;
        private set => _status = (int?)value;
    }

    /// <summary>Tells others about this agent, in place of what it told before, and takes the name for this process unless the profile shares it.</summary>
    /// <exception cref="NameHeldException">Another process that runs has joined under this name.</exception>
    /// <exception cref="InvalidMailboxOptionsException">The profile is too long; the exception lists everything that is wrong.</exception>
    public async ValueTask RegisterAsync(AgentProfile profile, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ThrowIfClosed();
        var wasListed = _presence.Visibility == AgentVisibility.Visible;
        await _presence.RegisterAsync(profile, CurrentStatus(), cancel).ConfigureAwait(false);
        if (wasListed != (profile.Visibility == AgentVisibility.Visible))
        {
            await _membership.ListAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Says what this agent is doing, and gives a sign of life.</summary>
    /// <param name="status">Active, idle or busy; null to have it told from its deliveries again.</param>
    /// <param name="cancel">Stops before anything is written.</param>
    /// <exception cref="ArgumentException">It is <see cref="AgentStatus.Offline"/>, which is for agents whose mailbox is closed: dispose it, or leave.</exception>
    public async ValueTask SetStatusAsync(AgentStatus? status, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        if (status is AgentStatus.Offline)
        {
            throw new ArgumentException("An agent is offline when its mailbox is closed: dispose it, or leave.", nameof(status));
        }

        var before = Status;
        Status = status;
        await _presence.BeatAsync(CurrentStatus, isDue: true, cancel).ConfigureAwait(false);
        if (status is { } said && said != before)
        {
            await _rooms.TellStatusAsync(said).ConfigureAwait(false);
        }
    }

    /// <summary>The agents that are listed: all that are visible, and this one. Sorted by name.</summary>
    /// <param name="query">Which of them; default all.</param>
    /// <param name="cancel">Stops the search.</param>
    public ValueTask<IReadOnlyList<AgentInfo>> FindAgentsAsync(AgentQuery? query = null, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<AgentInfo>>([.. Listed().Where(agent => query?.Matches(agent) != false)]);
    }

    /// <summary>One agent by its name; null when there is none, or none that this one may know of. Hidden agents are found, ghosts are not.</summary>
    public ValueTask<AgentInfo?> GetAgentAsync(string name, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        Teams.TeamNames.Validate(name);
        cancel.ThrowIfCancellationRequested();
        var found = _hub.Directory.Find(name);
        return ValueTask.FromResult(found is { Visibility: AgentVisibility.Ghost } && name != Name ? null : found);
    }

    /// <summary>Tells of every change among the agents that are listed, from now until <paramref name="cancel"/>; looked for every <see cref="MailboxOptions.RescanInterval"/>.</summary>
    public async IAsyncEnumerable<AgentChange> WatchAgentsAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        ThrowIfClosed();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closed.Token);
        using var timer = new PeriodicTimer(Options.RescanInterval, Options.TimeProvider);
        var before = Listed();
        while (await timer.TickAsync(stop.Token).ConfigureAwait(false))
        {
            var now = Listed();
            foreach (var change in AgentChanges.Between(before, now))
            {
                yield return change;
            }

            before = now;
        }
    }

    private IReadOnlyList<AgentInfo> Listed() => [.. _hub.Directory.All().Where(agent => agent.Visibility == AgentVisibility.Visible || agent.Name == Name)];

    /// <summary>A sign of life, and a look at whether what is held still is.</summary>
    private async Task StayAliveAsync()
    {
        if (IsClosed)
        {
            return;
        }

        Tasks.Check();
        TeamTasks.Check();
        try
        {
            await _presence.BeatAsync(CurrentStatus, isDue: false, _closed.Token).ConfigureAwait(false);
        }
        catch (NameHeldException e)
        {
            // Two that read one mailbox and each think it theirs alone would do everything twice: the one that was away gives way.
            HasLostName = true;
            Diagnostics.Log.NameLost(_hub.Log, Name, e);
            _ = Task.Run(async () =>
            {
                await DisposeAsync().ConfigureAwait(false);
                NameLost?.Invoke(this, EventArgs.Empty);
            });
        }
    }

    private AgentStatus CurrentStatus()
    {
        if (Status is { } said)
        {
            return said;
        }

        var received = Interlocked.Exchange(ref _received, 0) > 0;
        return !_deliveries.IsEmpty || Tasks.IsHolding || TeamTasks.IsHolding ? AgentStatus.Busy : received ? AgentStatus.Active : AgentStatus.Idle;
    }

    /// <exception cref="NoRecipientException">Nobody fits.</exception>
    private async ValueTask<IReadOnlyList<string>> ResolveAsync(Recipients to, CancellationToken cancel)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(to);
        var others = Listed().Where(agent => agent.Name != Name).ToList();
        var fitting = others.Where(agent => agent.IsAlive && to.Query.Matches(agent)).ToList();
        if (fitting.Count == 0)
        {
            throw new NoRecipientException(to, others);
        }

        return to.IsOne && fitting.Count > 1 ? [await LeastLoadedAsync(fitting, cancel).ConfigureAwait(false)] : [.. (to.IsOne ? fitting.Take(1) : fitting).Select(static agent => agent.Name)];
    }

    private async ValueTask<string> LeastLoadedAsync(List<AgentInfo> agents, CancellationToken cancel)
    {
        var load = await Store.LoadAsync(cancel).ConfigureAwait(false);
        var candidates = agents.ToArray();
        Random.Shared.Shuffle(candidates); // Among equals none is preferred.
        return candidates.OrderBy(agent => load.GetValueOrDefault(agent.Name)).ThenBy(static agent => agent.Status == AgentStatus.Busy).First().Name;
    }
}
