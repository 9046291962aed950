using Mailbox.Agents;
using Mailbox.Delivery;
using Mailbox.Teams;

namespace Mailbox.Rooms;

/// <summary>The rooms as one agent may see and change them.</summary>
internal sealed class RoomBook(string agent, RoomStore rooms, RoomDelivery delivery, Outbox outbox, AgentDirectory directory, MailboxOptions options)
{
    public string Agent => agent;

    private bool IsDurable => options.Durability == Durability.Durable;

    public IReadOnlyList<RoomInfo> List() => [.. rooms.All().Where(MaySee).OrderBy(static room => room.Name, StringComparer.Ordinal).Select(DescribeToMe)];

    /// <exception cref="RoomNotFoundException">There is none, or none that this agent may know of.</exception>
    public RoomDocument Get(string name)
    {
        TeamNames.Validate(name);
        if (rooms.Find(name) is { } room && MaySee(room))
        {
            return room;
        }

        var known = List().Select(static listed => listed.Name).ToList();
        throw new RoomNotFoundException(name, known, TeamNames.Nearest(name, known));
    }

    /// <summary>What a room says of itself to anybody.</summary>
    public static RoomInfo Describe(RoomDocument room) => new()
    {
        Name = room.Name, Description = room.Description, Visibility = AgentDirectory.Parse<RoomVisibility>(room.Visibility), CreatedBy = room.CreatedBy, CreatedAt = room.CreatedAt,
    };

    public RoomInfo DescribeToMe(RoomDocument room) => Describe(room) with
    {
        Members = MayRead(room) ? [.. room.Members.Select(static member => member.Name).Where(name => name == agent || (room.Has(agent) ? !directory.IsGhost(name) : directory.IsVisible(name)))] : [],
        IsMember = room.Has(agent),
        IsInvited = IsInvited(room),
        LastPost = rooms.Posts(room.Name).Head(),
    };

    public async ValueTask<RoomInfo> CreateAsync(string name, RoomOptions how, CancellationToken cancel)
    {
        foreach (var one in how.Invited.Append(name))
        {
            TeamNames.Validate(one);
        }

        var created = await rooms.ChangeAsync(name, room => room is not null ? throw new NameTakenException(name, name, TeamNames.AgentFile(name)) : new RoomDocument
        {
            Name = name,
            Description = how.Description,
            Visibility = how.Visibility.ToString().ToLowerInvariant(),
            CreatedBy = agent,
            CreatedAt = options.TimeProvider.GetUtcNow(),
            Members = [new RoomMember(agent, options.TimeProvider.GetUtcNow(), 0)],
            Invited = how.Invited.Count == 0 ? null : [.. how.Invited.Distinct(StringComparer.Ordinal)],
        }, cancel).ConfigureAwait(false);
        return DescribeToMe(created!);
    }

    public async ValueTask JoinAsync(string name, CancellationToken cancel)
    {
        Get(name);
        var joins = false;
        await rooms.BetweenDeliveriesAsync(name, () => rooms.ChangeAsync(name, room =>
        {
            joins = room is not null && !room.Has(agent);
            return !joins ? null : MayJoin(room!)
                ? room! with { Members = [.. room.Members, new RoomMember(agent, options.TimeProvider.GetUtcNow(), rooms.Posts(name).Head())], Invited = Without(room.Invited, agent) }
                : throw new RoomAccessException(name, agent, $"it is {room!.Visibility}, and one joins by invitation. Ask a member to invite you.");
        }, cancel), cancel).ConfigureAwait(false);
        if (joins)
        {
            await TellAsync(name, RoomEventKind.Joined, cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask LeaveAsync(string name, CancellationToken cancel)
    {
        if (Get(name).Has(agent))
        {
            // Told first: were it the other way round, nobody who is left could be told by us any more.
            await TellAsync(name, RoomEventKind.Left, cancel).ConfigureAwait(false);
            await rooms.ChangeAsync(name, room => room is null ? null : room with { Members = [.. room.Members.Where(member => member.Name != agent)] }, cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask InviteAsync(string name, IReadOnlyCollection<string> agents, CancellationToken cancel)
    {
        foreach (var invited in agents)
        {
            TeamNames.Validate(invited);
        }

        await rooms.ChangeAsync(name, room => Member(room, name) with { Invited = [.. (room!.Invited ?? []).Union(agents.Where(one => !room.Has(one)), StringComparer.Ordinal)] }, cancel).ConfigureAwait(false);
    }

    public async ValueTask DescribeAsync(string name, string? description, CancellationToken cancel) =>
        await rooms.ChangeAsync(name, room => Member(room, name) with { Description = description }, cancel).ConfigureAwait(false);

    public async ValueTask<RoomPost> PostAsync(string name, OutgoingMessage message, CancellationToken cancel)
    {
        Member(Get(name), name);
        var draft = outbox.Draft([message], "#" + name)[0].Message;
        await delivery.RollBackAsync(name, cancel).ConfigureAwait(false);
        Message Numbered(long number) => draft with { Headers = PostHeaders.Add(draft.Headers, name, number) };
        var number = await rooms.Posts(name).AppendAsync(next => EntryWriter.Write(Numbered(next)), IsDurable, cancel).ConfigureAwait(false);

        // It is accepted; from here on nobody's impatience keeps it from the others.
        await delivery.TryDeliverAsync(name).ConfigureAwait(false);
        return new RoomPost(number, Numbered(number));
    }

    /// <summary>Posts in their order: the last ones, or those around a number.</summary>
    public IReadOnlyList<RoomPost> History(string name, long? after, long? before, int limit)
    {
        Readable(name);
        return rooms.History(name, after, before, limit);
    }

    public IReadOnlyList<AgentInfo> Members(string name)
    {
        var room = Readable(name);
        return [.. room.Members.Select(member => directory.Find(member.Name)).OfType<AgentInfo>()
            .Where(member => member.Name == agent || member.Visibility == AgentVisibility.Visible || (member.Visibility == AgentVisibility.Hidden && room.Has(agent)))];
    }

    /// <summary>The rooms this agent is in whose posts some member still waits for.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        foreach (var room in rooms.All().Where(room => room.Has(agent) && delivery.IsBehind(room.Name)))
        {
            await delivery.DeliverAsync(room.Name, paysOwed: true, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Says to everybody who shares a room with this agent what it is doing now. Not kept in the rooms' histories.</summary>
    public async Task TellStatusAsync(AgentStatus status)
    {
        foreach (var room in rooms.All().Where(room => room.Has(agent)))
        {
            var message = OutgoingMessage.Of(new RoomEvent(room.Name, RoomEventKind.Status, agent, status)) with { Summary = $"{agent} is {status.ToString().ToLowerInvariant()}" };
            foreach (var member in room.Members.Where(member => member.Name != agent && delivery.IsOurs(member.Name)))
            {
                var drafts = outbox.Draft([message], member.Name, draft => draft with { Headers = new Dictionary<string, string>(draft.Headers, StringComparer.Ordinal) { [PostHeaders.Room] = room.Name } });
                await outbox.SendAsync(drafts, member.Name, isOurs: true, new SendOptions { Durability = Durability.ProcessCrash }, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Who shares a room with this agent.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Companions() => rooms.All().Where(room => room.Has(agent))
        .SelectMany(static room => room.Members.Select(member => (Room: room.Name, member.Name)))
        .Where(pair => pair.Name != agent)
        .GroupBy(static pair => pair.Name, static pair => pair.Room, StringComparer.Ordinal)
        .ToDictionary(static rooms => rooms.Key, static rooms => (IReadOnlyList<string>)[.. rooms], StringComparer.Ordinal);

    /// <exception cref="RoomAccessException">This agent may not read it.</exception>
    public RoomDocument Readable(string name)
    {
        var room = Get(name);
        return MayRead(room) ? room : throw new RoomAccessException(name, agent, $"it is {room.Visibility}, and members read. Ask a member to invite you.");
    }

    private static List<string>? Without(IReadOnlyList<string>? names, string name) => names?.Where(one => one != name).ToList() is { Count: > 0 } left ? left : null;

    private static bool IsPublic(RoomDocument room) => AgentDirectory.Parse<RoomVisibility>(room.Visibility) == RoomVisibility.Public;

    private async ValueTask TellAsync(string name, RoomEventKind kind, CancellationToken cancel) =>
        await PostAsync(name, OutgoingMessage.Of(new RoomEvent(name, kind, agent)) with { Summary = $"{agent} {kind.ToString().ToLowerInvariant()} #{name}" }, cancel).ConfigureAwait(false);

    private RoomDocument Member(RoomDocument? room, string name) => room?.Has(agent) == true
        ? room
        : throw new RoomAccessException(name, agent, "it is no member. Join the room first.");

    private bool IsInvited(RoomDocument room) => room.Invited?.Contains(agent, StringComparer.Ordinal) == true;

    private bool MaySee(RoomDocument room) => AgentDirectory.Parse<RoomVisibility>(room.Visibility) != RoomVisibility.Secret || MayRead(room) || IsInvited(room);

    private bool MayJoin(RoomDocument room) => IsPublic(room) || IsInvited(room);

    private bool MayRead(RoomDocument room) => IsPublic(room) || room.Has(agent);
}
