using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.TestKit;

/// <summary>Messages for tests of the store, below the layer that composes them.</summary>
internal static class Mail
{
    public static Message Message(string text, string to = "worker", Func<Message, Message>? with = null, TimeProvider? time = null)
    {
        var message = new Message
        {
            Id = MessageIds.Next(time ?? TimeProvider.System),
            From = "sender",
            To = to,
            Text = text,
            Timestamp = (time ?? TimeProvider.System).GetUtcNow(),
        };
        return with is null ? message : with(message);
    }

    public static Task PublishAsync(this IMessageStore store, params IReadOnlyList<Message> messages) =>
        store.PublishAsync(messages[0].To, [.. messages.Select(EntryWriter.Write)], sync: false);

    public static Task<IReadOnlyList<Claim>> ClaimAsync(this IMessageStore store, int max = 100, string agent = "worker", TimeSpan? lease = null) =>
        store.ClaimAsync(agent, max, lease ?? TimeSpan.FromSeconds(30), maxAttempts: 3, CancellationToken.None);

    /// <summary>Claims until so many messages are there.</summary>
    public static async Task<IReadOnlyList<Claim>> ClaimAllAsync(this IMessageStore store, int expected, string agent = "worker")
    {
        List<Claim> claims = [];
        await Eventually.HoldsAsync(async () =>
        {
            claims.AddRange(await store.ClaimAsync(agent: agent));
            return claims.Count >= expected;
        });
        return claims;
    }
}
