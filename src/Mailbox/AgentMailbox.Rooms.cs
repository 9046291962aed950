using Mailbox.Rooms;

namespace Mailbox;

/// <summary>Rooms and topics.</summary>
public sealed partial class AgentMailbox
{
    /// <summary>Rooms: what one member posts gets to the mailboxes of all.</summary>
    public AgentRooms Rooms { get; }

    /// <summary>Topics: publish once, and whoever has subscribed gets it.</summary>
    public AgentTopics Topics { get; }

    private async Task CatchUpAsync()
    {
        await _rooms.CatchUpAsync(_closed.Token).ConfigureAwait(false);
        await _companions.LookAsync().ConfigureAwait(false);
    }

    private async Task ServeTopicsAsync()
    {
        _feed.Watch(() => _hub.RunAsync(() => IsClosed ? Task.CompletedTask : _feed.ServeAsync(CancellationToken.None)));
        await _feed.ServeAsync(_closed.Token).ConfigureAwait(false);
    }
}
