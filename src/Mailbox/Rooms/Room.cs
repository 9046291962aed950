using Mailbox.Rooms;

namespace Mailbox;

/// <summary>A room as the agent that asked for it sees it. Get one from <see cref="AgentMailbox.Rooms"/>.</summary>
public sealed class Room
{
    private readonly RoomBook _book;
    private readonly Func<string, long, CancellationToken, ValueTask<IReadOnlyList<RoomReader>>> _readers;

    internal Room(string name, RoomBook book, Func<string, long, CancellationToken, ValueTask<IReadOnlyList<RoomReader>>> readers) =>
        (Name, _book, _readers) = (name, book, readers);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The room as it is now.</summary>
    /// <exception cref="RoomNotFoundException">It is gone, or this agent may know of it no more.</exception>
    public ValueTask<RoomInfo> GetInfoAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_book.DescribeToMe(_book.Get(Name)));
    }

    /// <summary>Says what the room is for; any member may.</summary>
    /// <exception cref="RoomAccessException">This agent is no member.</exception>
    public ValueTask DescribeAsync(string? description, CancellationToken cancel = default) => _book.DescribeAsync(Name, description, cancel);

    /// <summary>Lets agents join that could not otherwise; any member may. They see the room from then on, and are not told.</summary>
    /// <exception cref="RoomAccessException">This agent is no member.</exception>
    public ValueTask InviteAsync(IReadOnlyCollection<string> agents, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(agents);
        return _book.InviteAsync(Name, agents, cancel);
    }

    /// <summary>Becomes a member: posts are delivered to this agent's mailbox from now on. Joining again changes nothing.</summary>
    /// <exception cref="RoomAccessException">One joins by invitation, and there is none.</exception>
    public ValueTask JoinAsync(CancellationToken cancel = default) => _book.JoinAsync(Name, cancel);

    /// <summary>Ceases to be a member.</summary>
    public ValueTask LeaveAsync(CancellationToken cancel = default) => _book.LeaveAsync(Name, cancel);

    /// <summary>
    /// Posts a message. On return it is in the room's history, on disk, and every member has a copy of its own in its mailbox, those of Claude Code
    /// in their inboxes; a copy that could not be delivered is tried again for an hour. Copies carry the headers <c>room</c> and <c>room_post</c>.
    /// </summary>
    /// <exception cref="RoomAccessException">This agent is no member.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="MailboxOptions.MaxMessageBytes"/>.</exception>
    public ValueTask<RoomPost> PostAsync(OutgoingMessage message, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _book.PostAsync(Name, message, cancel);
    }

    /// <summary>Posts plain text.</summary>
    public ValueTask<RoomPost> PostAsync(string text, CancellationToken cancel = default) => PostAsync(OutgoingMessage.FromText(text), cancel);

    /// <summary>Posts a payload; members' handlers take it as they take any other.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    public ValueTask<RoomPost> PostAsync<T>(T payload, CancellationToken cancel = default)
        where T : notnull =>
        PostAsync(OutgoingMessage.Of(payload), cancel);

    /// <summary>What was posted, in order, members' coming and going included: the last <paramref name="limit"/> posts, or those next to a number.</summary>
    /// <param name="after">Only posts with a greater number, the nearest ones first of all; null for the last ones.</param>
    /// <param name="before">Only posts with a smaller number.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancel">Stops before anything is read.</param>
    /// <exception cref="RoomAccessException">Members read it, and this agent is none.</exception>
    public ValueTask<IReadOnlyList<RoomPost>> HistoryAsync(long? after = null, long? before = null, int limit = 100, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_book.History(Name, after, before, limit));
    }

    /// <summary>The members with what they are doing; hidden ones, too, but no ghosts.</summary>
    /// <exception cref="RoomAccessException">Members read it, and this agent is none.</exception>
    public ValueTask<IReadOnlyList<AgentInfo>> MembersAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_book.Members(Name));
    }

    /// <summary>The members that have read a post: they acknowledged their copy, or took it out of an inbox that is not ours. Known as long as the copy is kept (<see cref="RetentionOptions"/>).</summary>
    /// <param name="number">The post's number.</param>
    /// <param name="cancel">Stops looking.</param>
    /// <exception cref="MessageNotFoundException">There is no such post.</exception>
    public ValueTask<IReadOnlyList<RoomReader>> ReadByAsync(long number, CancellationToken cancel = default) => _readers(Name, number, cancel);
}
