using Mailbox.Rooms;

namespace Mailbox;

/// <summary>Rooms and topics.</summary>
public sealed partial class AgentMailbox
{
    private Task _catchingUp = Task.CompletedTask;

    /// <summary>Rooms: what one member posts gets to the mailboxes of all.</summary>
    public AgentRooms Rooms { get; }

    /// <summary>Topics: publish once, and whoever has subscribed gets it.</summary>
    public AgentTopics Topics { get; }

    /// <summary>One at a time, and not on the pulse: a member's locked inbox is waited for.</summary>
    private Task CatchUpAsync()
    {
        if (_catchingUp.IsCompleted)
        {
            _catchingUp = Task.Run(() => _hub.RunAsync(() => IsClosed ? Task.CompletedTask : _rooms.CatchUpAsync(_closed.Token)));
        }

        return _companions.LookAsync();
    }

    private async Task ServeTopicsAsync()
    {
        _feed.Watch(() => _hub.RunAsync(() => IsClosed ? Task.CompletedTask : _feed.ServeAsync(CancellationToken.None)));
        await _feed.ServeAsync(_closed.Token).ConfigureAwait(false);
    }
}
