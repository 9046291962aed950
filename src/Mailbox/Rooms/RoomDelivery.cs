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
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    public static Guid CopyId(Message post, string member) => EntryReader.DeriveId(member, $"post {post.Id}");

    public bool IsOurs(string member) => addresses.IsOurs(member, allowUnknown: true);

    /// <summary>True when some post has yet to go out, or go out again.</summary>
    public bool IsBehind(string room) => rooms.Delivered(room) is var delivered && (delivered.Owed.Count > 0 || rooms.Posts(room).Head() > delivered.Through);

    /// <summary>Delivers what is in the log; on return, everything up to the post that was its last when this began.</summary>
    public async Task DeliverAsync(string room, CancellationToken cancel)
    {
        var wanted = rooms.Posts(room).Head();
        using var held = await rooms.BeginDeliveryAsync(room, cancel).ConfigureAwait(false);
        var delivered = await PayOwedAsync(room, rooms.Delivered(room)).ConfigureAwait(false);
        while (delivered.Through < wanted && rooms.Find(room) is { } document)
        {
            var last = Math.Min(delivered.Through + BatchPosts, wanted);
            var posts = Enumerable.Range(0, (int)(last - delivered.Through)).Select(i => delivered.Through + 1 + i)
                .Select(number => (Number: number, Message: rooms.Posts(room).TryRead(number))).Where(static post => post.Message is not null).ToList();

            // A copy is one member's file with all posts of the batch; the members' files are written side by side.
            var sending = document.Members.Select(member => (member.Name, Posts: posts.Where(post => post.Number > member.After && post.Message!.From != member.Name).ToList()))
                .Where(static copy => copy.Posts.Count > 0)
                .Select(copy => (Copy: copy, Sent: TrySendAsync(room, copy.Name, [.. copy.Posts.Select(static post => post.Message!)]))).ToList();
            List<OwedCopy> owed = [.. delivered.Owed];
            foreach (var (copy, sent) in sending)
            {
                if (!await sent.ConfigureAwait(false))
                {
                    owed.AddRange(copy.Posts.Select(post => new OwedCopy(post.Number, copy.Name)));
                }
            }

            // If we die before this is written, the same copies go out again, and their mailboxes drop them.
            delivered = new DeliveryDocument(last, owed);
            rooms.WriteDelivered(room, delivered);
        }
    }

    private async Task<DeliveryDocument> PayOwedAsync(string room, DeliveryDocument delivered)
    {
        if (delivered.Owed.Count == 0)
        {
            return delivered;
        }

        List<OwedCopy> still = [];
        foreach (var owed in delivered.Owed)
        {
            if (rooms.Posts(room).TryRead(owed.Post) is { } post && options.TimeProvider.GetUtcNow() - post.Timestamp < GiveUpAfter && !await TrySendAsync(room, owed.Member, [post]).ConfigureAwait(false))
            {
                still.Add(owed);
            }
        }

        delivered = delivered with { Owed = still };
        rooms.WriteDelivered(room, delivered);
        return delivered;
    }

    private async Task<bool> TrySendAsync(string room, string member, IReadOnlyList<Message> posts)
    {
        try
        {
            var isOurs = IsOurs(member);
            var drafts = posts.Select(post => Copy(room, post, member, isOurs)).Select(static copy => new Draft(copy, EntryWriter.Write(copy))).ToList();
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
