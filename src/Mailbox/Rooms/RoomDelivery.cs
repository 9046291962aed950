using Mailbox.Delivery;
using Mailbox.Diagnostics;
using Mailbox.Store;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Rooms;

/// <summary>
/// Sends the posts of rooms out to their members, in order, each copy under an id made from post and member. A post is accepted when it is in
/// the room's log; if whoever posted it dies before all members have it, the next to post, or the next pulse of any member, goes on from there.
/// </summary>
internal sealed class RoomDelivery(RoomStore rooms, Outbox outbox, AddressBook addresses, MailboxOptions options, ILogger log)
{
    private const int BatchPosts = 64;
    private const long BatchCharacters = 4 * 1024 * 1024;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    public static Guid CopyId(Message post, string member) => EntryReader.DeriveId(member, $"post {post.Id}");

    public bool IsOurs(string member) => addresses.IsOurs(member, allowUnknown: true);

    /// <summary>True when some post has yet to go out, or go out again.</summary>
    public bool IsBehind(string room) => rooms.Delivered(room) is var delivered && (delivered.Owed.Count > 0 || rooms.Posts(room).Head() != delivered.Through);

    /// <summary>As <see cref="DeliverAsync"/>, for a post that is accepted already: whatever goes wrong, the next to post or the next pulse of a member goes on from there.</summary>
    public async Task TryDeliverAsync(string room)
    {
        try
        {
            await DeliverAsync(room, paysOwed: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailboxException or IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e);
        }
    }

    /// <summary>Call it before a post is appended: a power cut may have taken posts that were not flushed and left what tells that they went out, and their numbers are given out again.</summary>
    public async ValueTask RollBackAsync(string room, CancellationToken cancel)
    {
        if (IsAhead(room))
        {
            using var held = await rooms.BeginDeliveryAsync(room, cancel).ConfigureAwait(false);
            await RollBackHeldAsync(room).ConfigureAwait(false);
        }
    }

    /// <summary>Delivers what is in the log; on return, everything up to the post that was its last when this began, but to those whom something is owed: they get it all in order, later.</summary>
    public async Task DeliverAsync(string room, bool paysOwed, CancellationToken cancel)
    {
        var wanted = rooms.Posts(room).Head();
        using var held = await rooms.BeginDeliveryAsync(room, cancel).ConfigureAwait(false);
        await RollBackHeldAsync(room).ConfigureAwait(false);
        var delivered = rooms.Delivered(room);
        while (delivered.Through < wanted && rooms.Find(room) is { } document)
        {
            var posts = NextBatch(room, delivered.Through, wanted);
            var owing = delivered.Owed.Select(static owed => owed.Member).ToHashSet(StringComparer.Ordinal);
            List<OwedCopy> owed = [.. delivered.Owed];

            // A copy is one member's file with all posts of the batch; the members' files are written side by side.
            var copies = document.Members.Select(member => (member.Name, Posts: posts.Where(post => post.Number > member.After && post.Message is { } message && message.From != member.Name).ToList()))
                .Where(static copy => copy.Posts.Count > 0).ToList();
            var isRepeated = delivered.Begun > delivered.Through;
            if (!isRepeated && copies.Exists(copy => !owing.Contains(copy.Name) && IsForeign(copy.Name)))
            {
                rooms.WriteDelivered(room, delivered with { Begun = posts[^1].Number });
            }

            foreach (var (copy, sent) in copies.Select(copy => (Copy: copy, Sent: owing.Contains(copy.Name) ? Task.FromResult(false) : TrySendAsync(room, copy.Name, [.. copy.Posts.Select(static post => post.Message!)], isRepeated))).ToList())
            {
                if (!await sent.ConfigureAwait(false))
                {
                    owed.AddRange(copy.Posts.Select(post => new OwedCopy(post.Number, copy.Name)));
                }
            }

            // If we die before this is written, the same copies go out again, and our mailboxes drop them.
            delivered = new DeliveryDocument(posts[^1].Number, owed);
            rooms.WriteDelivered(room, delivered);
        }

        if (paysOwed && delivered.Owed.Count > 0)
        {
            await PayOwedAsync(room, delivered).ConfigureAwait(false);
        }
    }

    private bool IsAhead(string room) => rooms.Delivered(room).Through > rooms.Posts(room).Head();

    private async ValueTask RollBackHeldAsync(string room)
    {
        if (!IsAhead(room))
        {
            return;
        }

        var (head, delivered) = (rooms.Posts(room).Head(), rooms.Delivered(room));
        await rooms.ChangeAsync(room, document => document is null || document.Members.All(member => member.After <= head)
            ? null
            : document with { Members = [.. document.Members.Select(member => member with { After = Math.Min(member.After, head) })] }, CancellationToken.None).ConfigureAwait(false);
        rooms.WriteDelivered(room, new DeliveryDocument(head, [.. delivered.Owed.Where(owed => owed.Post <= head)]));
    }

    private bool IsForeign(string member)
    {
        try
        {
            return !IsOurs(member);
        }
        catch (MailboxException)
        {
            return false; // Sending to it tells why.
        }
    }

    /// <summary>The next posts, as many as make a file of a size that is read again.</summary>
    private List<(long Number, Message? Message)> NextBatch(string room, long after, long last)
    {
        List<(long Number, Message? Message)> posts = [];
        for (var (number, characters) = (after + 1, 0L); number <= last && posts.Count < BatchPosts && characters < BatchCharacters; number++)
        {
            posts.Add((number, rooms.Posts(room).TryRead(number)));
            characters += posts[^1].Message?.Text.Length ?? 0;
        }

        return posts;
    }

    /// <summary>Each member once, with all that it is owed, in order.</summary>
    private async Task PayOwedAsync(string room, DeliveryDocument delivered)
    {
        List<OwedCopy> still = [];
        foreach (var member in delivered.Owed.GroupBy(static owed => owed.Member, StringComparer.Ordinal))
        {
            List<Message> posts = [];
            var (looked, characters) = (0, 0L);
            var debts = member.OrderBy(static owed => owed.Post).ToList();
            for (; looked < debts.Count && posts.Count < BatchPosts && characters < BatchCharacters; looked++)
            {
                if (rooms.Posts(room).TryRead(debts[looked].Post) is { } post && options.TimeProvider.GetUtcNow() - post.Timestamp < GiveUpAfter)
                {
                    posts.Add(post);
                    characters += post.Text.Length;
                }
            }

            var isPaid = posts.Count == 0 || await TrySendAsync(room, member.Key, posts, isRepeated: true).ConfigureAwait(false);
            still.AddRange(isPaid ? debts.Skip(looked) : debts);
        }

        rooms.WriteDelivered(room, delivered with { Owed = still });
    }

    private async Task<bool> TrySendAsync(string room, string member, List<Message> posts, bool isRepeated)
    {
        try
        {
            var isOurs = IsOurs(member);
            if (!isOurs && isRepeated)
            {
                posts = await outbox.NotHandedOverAsync(posts, post => CopyId(post, member)).ConfigureAwait(false);
                if (posts.Count == 0)
                {
                    return true; // It has them all.
                }
            }

            var drafts = posts.Select(post => Copy(room, post, member, isOurs)).Select(static copy => new Draft(copy, EntryWriter.Write(copy))).ToArray();
            await outbox.SendAsync(drafts, member, isOurs, SendOptions.Default, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (MailboxException e)
        {
            // One member's full disk or locked inbox must not keep a post from the others; it is owed to this one.
            Log.PostOwed(log, room, member, e);
            return false;
        }
    }

    /// <summary>Claude Code shows its model neither headers nor ids: there the text itself says where it comes from.</summary>
    private static Message Copy(string room, Message post, string member, bool isOurs) => isOurs
        ? post with { Id = CopyId(post, member), To = member }
        : post with { Id = CopyId(post, member), To = member, Summary = post.Summary ?? $"#{room}", Text = $"[room #{room}, post {post.Headers.GetValueOrDefault(PostHeaders.Number)}] {post.Text}" };
}
