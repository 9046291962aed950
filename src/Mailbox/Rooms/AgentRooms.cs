using Mailbox.Delivery;
using Mailbox.Rooms;
using Mailbox.Store;

namespace Mailbox;

/// <summary>The rooms of a team as one agent sees them. What is posted in a room gets to the mailbox of each of its members.</summary>
public sealed class AgentRooms
{
    private readonly RoomBook _book;
    private readonly RoomStore _rooms;
    private readonly IMessageStore _messages;
    private readonly ReceiptDesk _receipts;

    internal AgentRooms(RoomBook book, RoomStore rooms, IMessageStore messages, ReceiptDesk receipts) =>
        (_book, _rooms, _messages, _receipts) = (book, rooms, messages, receipts);

    /// <summary>Makes a room; who makes it is its first member.</summary>
    /// <exception cref="NameTakenException">There is one of that name, or one whose name makes the same folder.</exception>
    /// <exception cref="InvalidNameException">The name cannot be used.</exception>
    public async ValueTask<Room> CreateAsync(string name, RoomOptions? options = null, CancellationToken cancel = default)
    {
        await _book.CreateAsync(name, options ?? RoomOptions.Default, cancel).ConfigureAwait(false);
        return New(name);
    }

    /// <summary>The rooms this agent may know of, by name: public and private ones, and of the secret ones those it is in or invited to.</summary>
    public ValueTask<IReadOnlyList<RoomInfo>> ListAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_book.List());
    }

    /// <summary>A room by its name.</summary>
    /// <exception cref="RoomNotFoundException">There is none, or none that this agent may know of.</exception>
    public ValueTask<Room> GetAsync(string name, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(New(_book.Get(name).Name));
    }

    /// <summary>Joins a room.</summary>
    /// <exception cref="RoomNotFoundException">There is none, or none that this agent may know of.</exception>
    /// <exception cref="RoomAccessException">One joins by invitation, and there is none.</exception>
    public async ValueTask<Room> JoinAsync(string name, CancellationToken cancel = default)
    {
        await _book.JoinAsync(name, cancel).ConfigureAwait(false);
        return New(name);
    }

    private Room New(string name) => new(name, _book, ReadersAsync);

    private async ValueTask<IReadOnlyList<RoomReader>> ReadersAsync(string name, long number, CancellationToken cancel)
    {
        var room = _book.Readable(name);
        var post = _rooms.Posts(name).TryRead(number) ?? throw new MessageNotFoundException($"There is no post {number} in room '{name}'.");
        List<RoomReader> readers = [];
        var members = room.Members.Where(member => member.Name != post.From && member.After < number).ToDictionary(member => RoomDelivery.CopyId(post, member.Name), static member => member.Name);

        // All copies have the post's time stamp, so one search finds them, and brings the index up to date for all.
        var copies = await _messages.SearchAsync(new MessageQuery { From = post.From, Since = post.Timestamp, Until = post.Timestamp.AddMilliseconds(1), Limit = int.MaxValue }, cancel).ConfigureAwait(false);
        foreach (var copy in copies.Where(copy => members.ContainsKey(copy.Message.Id)))
        {
            var receipt = copy.State == MessageState.HandedOver ? await _receipts.GetAsync(copy.Message.Id, cancel).ConfigureAwait(false) : ReceiptText.Of(copy);
            if (receipt.State is ReceiptState.Settled or ReceiptState.Taken)
            {
                readers.Add(new RoomReader(members[copy.Message.Id], receipt.At));
            }
        }

        return [.. readers.OrderBy(static reader => reader.Agent, StringComparer.Ordinal)];
    }
}
