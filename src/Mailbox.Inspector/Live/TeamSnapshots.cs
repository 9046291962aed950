namespace Mailbox.Inspector.Live;

/// <summary>The team at a glance, and how its figures went in the last minutes.</summary>
internal sealed class TeamSnapshots(TeamObserver team, InspectorOptions options) : IDisposable
{
    /// <summary>Even if no message changed: time goes on for those that wait.</summary>
    private static readonly TimeSpan CountAnew = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TimeProvider _time = options.Mailbox.TimeProvider;
    private readonly Trends _trends = new(options.Mailbox.TimeProvider);
    private MailboxStatistics? _counted;
    private long _countedAt;
    private int _isChanged = 1;

    /// <summary>Says that there is something to count.</summary>
    public void Changed() => Volatile.Write(ref _isChanged, 1);

    public async Task<TeamView> TakeAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_counted is null || Interlocked.Exchange(ref _isChanged, 0) == 1 || _time.GetElapsedTime(_countedAt) > CountAnew)
            {
                _counted = await team.StatisticsAsync(cancel).ConfigureAwait(false);
                _countedAt = _time.GetTimestamp();
            }

            _trends.Add(_counted);
            return await DescribeAsync(_counted, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<TeamView> DescribeAsync(MailboxStatistics counted, CancellationToken cancel)
    {
        var info = team.GetTeam();
        var statistics = counted.Agents.ToDictionary(static one => one.Agent, StringComparer.Ordinal);
        var agents = team.FindAgents();
        return new TeamView
        {
            Team = team.Team, Folder = team.Folder, Description = info?.Description, Lead = info?.Lead, Era = info?.Era, IsWritable = options.IsWritable, SendAs = options.SendAs,
            Agents = [.. agents.Select(agent => AgentView.Of(agent, statistics.GetValueOrDefault(agent.Name), _trends.Of(agent.Name)))
                .Concat(statistics.Values.Where(one => agents.All(agent => agent.Name != one.Agent)).Select(one => AgentView.Of(one, _trends.Of(one.Agent))))],
            Rooms = [.. team.ListRooms().Select(static room => new RoomView(room.Name, room.Description, room.Visibility, room.Members, room.LastPost))],
            Tasks = (await team.Tasks.CountAsync(cancel).ConfigureAwait(false)).Concat(await team.TeamTasks.CountAsync(cancel).ConfigureAwait(false))
                .GroupBy(static one => one.Key).ToDictionary(static one => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.Key.ToString()), static one => one.Sum(static count => count.Value), StringComparer.Ordinal),
            Waiting = counted.Waiting, Delayed = counted.Agents.Sum(static one => one.Delayed), Leased = counted.Leased, Dead = counted.Dead, Done = counted.Done, OldestWaiting = counted.Agents.Min(static one => one.OldestWaiting),
            Trends = _trends.OfAll(),
        };
    }
}
