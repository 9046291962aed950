using Mailbox.Agents;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.Rooms;

/// <summary>
/// Notices when somebody with whom this agent shares a room goes offline or comes back, and puts that into this agent's own mailbox. Nobody is there
/// to tell it of somebody who died, so everybody looks for himself.
/// </summary>
internal sealed class CompanionWatch(RoomBook rooms, AgentDirectory directory, IMessageStore store, MailboxOptions options)
{
    private const int LooksPerBeat = 5;
    private Dictionary<string, bool> _alive = [];
    private long _lookedAt;

    public async Task LookAsync()
    {
        // Nobody is taken for dead before three heartbeats, so looking a few times in each is often enough.
        if (options.TimeProvider.GetElapsedTime(_lookedAt) < options.HeartbeatInterval / LooksPerBeat)
        {
            return;
        }

        _lookedAt = options.TimeProvider.GetTimestamp();
        var companions = rooms.Companions();
        if (companions.Count == 0)
        {
            _alive = [];
            return;
        }

        Dictionary<string, bool> now = new(StringComparer.Ordinal);
        foreach (var agent in companions.Keys.Select(directory.Find).OfType<AgentInfo>())
        {
            now[agent.Name] = agent.IsAlive;
            if (_alive.TryGetValue(agent.Name, out var was) && was != agent.IsAlive)
            {
                foreach (var room in companions[agent.Name])
                {
                    await TellAsync(new RoomEvent(room, RoomEventKind.Status, agent.Name, agent.Status), agent.LastSeen).ConfigureAwait(false);
                }
            }
        }

        _alive = now;
    }

    private Task TellAsync(RoomEvent change, DateTimeOffset? lastSeen)
    {
        var message = new Message
        {
            // Other processes of this agent notice the same, and the mailbox keeps one of them.
            Id = EntryReader.DeriveId(rooms.Agent, $"{change.Agent} in {change.Room} since {lastSeen:O}: {change.Status == AgentStatus.Offline}"),
            From = change.Agent,
            To = rooms.Agent,
            Text = OutgoingMessage.Of(change).Text,
            Summary = $"{change.Agent} is {change.Status.ToString()!.ToLowerInvariant()}",
            Timestamp = options.TimeProvider.GetUtcNow(),
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [PostHeaders.Room] = change.Room },
        };
        return store.PublishAsync(rooms.Agent, [EntryWriter.Write(message)], sync: false);
    }
}
