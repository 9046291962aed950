using System.Collections.Concurrent;
using Mailbox.Files;
using Mailbox.Files.Documents;
using Mailbox.Files.Locks;
using Mailbox.Store.Logs;
using Mailbox.Teams;

namespace Mailbox.Rooms;

/// <summary>The rooms of a team as they lie on disk: a document, the posts, and how far they have gone out. One per process and team.</summary>
internal sealed class RoomStore(Disk disk, string storeFolder, int maxJsonDepth)
{
    private readonly DocumentFile<RoomDocument> _rooms = new(disk, static () => RoomJson.Documents.RoomDocument, "room", static room => room with { Members = [.. room.Members.Where(static member => member is not null)], Invited = room.Invited?.Where(static name => name is not null).ToList() });
    private readonly DocumentFile<DeliveryDocument> _deliveries = new(disk, static () => RoomJson.Documents.DeliveryDocument, "room's record of deliveries", static delivered => delivered with { Owed = [.. delivered.Owed.Where(static owed => owed is not null)] });
    private static readonly DeliveryDocument Unknown = new(0, [], Begun: long.MaxValue);
    private readonly ConcurrentDictionary<string, SequenceLog> _posts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ProcessLock> _locks = new(StringComparer.Ordinal);

    private string Root => Path.Combine(storeFolder, "rooms");

    /// <summary>Every room there is. One whose document cannot be read is left out.</summary>
    public IEnumerable<RoomDocument> All()
    {
        foreach (var key in Storage.Read("Looking for rooms", Root, () => disk.DirectoryNames(Root).ToList()))
        {
            RoomDocument? room = null;
            try
            {
                room = _rooms.TryRead(Path.Combine(Root, key, "room.json"));
            }
            catch (DamagedFileException)
            {
                // Whoever asks for it by name is told; those who list the others need not be kept from them.
            }

            if (room is not null)
            {
                yield return room;
            }
        }
    }

    /// <summary>Null when there is none of that name.</summary>
    /// <exception cref="DamagedFileException">Its document cannot be read.</exception>
    public RoomDocument? Find(string name) => _rooms.TryRead(DocumentOf(name)) is { } room && room.Name == name ? room : null;

    /// <summary>Changes a room's document under its lock; <paramref name="change"/> gets null when there is none, and leaves all as it is by answering null.</summary>
    /// <exception cref="NameTakenException">A room of another name has the folder.</exception>
    public async ValueTask<RoomDocument?> ChangeAsync(string name, Func<RoomDocument?, RoomDocument?> change, CancellationToken cancel)
    {
        Storage.Guard("Making a room", FolderOf(name), () => disk.EnsureDirectory(FolderOf(name)));
        using var held = await Lock(name, "room.lock").AcquireAsync(cancel).ConfigureAwait(false);
        var before = _rooms.TryRead(DocumentOf(name));
        if (before is not null && before.Name != name)
        {
            throw new NameTakenException(name, before.Name, TeamNames.AgentFile(name));
        }

        var after = change(before);
        if (after is not null && after != before)
        {
            _rooms.Write(DocumentOf(name), after, sync: true);
        }

        return after ?? before;
    }

    public SequenceLog Posts(string name) => _posts.GetOrAdd(name, _ => new SequenceLog(disk, Path.Combine(FolderOf(name), "posts"), maxJsonDepth));

    /// <summary>Posts in their order: the last ones before a number, or the first ones after one.</summary>
    public IReadOnlyList<RoomPost> History(string name, long? after, long? before, int limit)
    {
        var posts = Posts(name);
        var (first, end) = (Math.Max(posts.First(), (after ?? 0) + 1), Math.Min(posts.Head(), (before ?? long.MaxValue) - 1));
        List<RoomPost> found = [];
        for (var number = after is null ? end : first; found.Count < limit && number >= first && number <= end; number += after is null ? -1 : 1)
        {
            if (posts.TryRead(number) is { } message)
            {
                found.Add(new RoomPost(number, message));
            }
        }

        return [.. found.OrderBy(static post => post.Number)];
    }

    /// <summary>Removes the posts of all rooms that are too many; answers how many.</summary>
    public int Retire(RetentionOptions keep, bool dryRun, CancellationToken cancel) =>
        All().Sum(room => Posts(room.Name).Retire(keep.MaxPosts, DateTimeOffset.MinValue, dryRun, cancel));

    /// <summary>Takes the right to send a room's posts out to its members.</summary>
    public ValueTask<IDisposable> BeginDeliveryAsync(string name, CancellationToken cancel) => Lock(name, "delivery.lock").AcquireAsync(cancel);

    /// <summary>Does something while no posts go out: who joins then gets every post after that, and none before.</summary>
    public async ValueTask BetweenDeliveriesAsync(string name, Func<ValueTask<RoomDocument?>> work, CancellationToken cancel)
    {
        using var held = await BeginDeliveryAsync(name, cancel).ConfigureAwait(false);
        await work().ConfigureAwait(false);
    }

    /// <summary>How far a room's posts have gone out. If that cannot be read they go out once more: a member's mailbox knows its copies by their ids, and what members of Claude Code have is looked up.</summary>
    public DeliveryDocument Delivered(string name)
    {
        try
        {
            return _deliveries.TryRead(Path.Combine(FolderOf(name), "delivered.json")) ?? Unknown;
        }
        catch (DamagedFileException)
        {
            return Unknown;
        }
    }

    /// <summary>Not synced: should a power cut take it back, the copies go out again, and are known by their ids.</summary>
    public void WriteDelivered(string name, DeliveryDocument delivered) => _deliveries.Write(Path.Combine(FolderOf(name), "delivered.json"), delivered, sync: false);

    private string FolderOf(string name) => Path.Combine(Root, TeamNames.AgentFile(name));

    private string DocumentOf(string name) => Path.Combine(FolderOf(name), "room.json");

    private ProcessLock Lock(string name, string file) => _locks.GetOrAdd($"{TeamNames.AgentFile(name)}/{file}", _ => new ProcessLock(disk, Path.Combine(FolderOf(name), file)));
}
