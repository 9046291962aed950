namespace Mailbox.TestKit;

/// <summary>What tests say often.</summary>
public static class MailboxTestExtensions
{
    /// <summary>The next message; waits for it.</summary>
    public static async Task<MessageDelivery> NextAsync(this AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(new ReceiveOptions { Prefetch = 1 }, Eventually.Cancel()))
        {
            return delivery;
        }

        throw new TimeoutException($"Nothing came for {mailbox.Name}.");
    }

    /// <summary>Receives and acknowledges so many messages; answers their texts in order.</summary>
    public static async Task<IReadOnlyList<string>> TakeAsync(this AgentMailbox mailbox, int count)
    {
        List<string> texts = [];
        if (count == 0)
        {
            return texts;
        }

        await foreach (var delivery in mailbox.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            await delivery.AcknowledgeAsync();
            texts.Add(delivery.Message.Text);
            if (texts.Count == count)
            {
                return texts;
            }
        }

        throw new TimeoutException($"Only {texts.Count} of {count} messages came for {mailbox.Name}: {string.Join(", ", texts)}");
    }

    /// <summary>Every message that can be claimed now.</summary>
    public static async Task<IReadOnlyList<MessageDelivery>> ClaimAllAsync(this AgentMailbox mailbox, int expected)
    {
        List<MessageDelivery> claimed = [];
        await Eventually.HoldsAsync(async () =>
        {
            claimed.AddRange(await mailbox.ClaimAsync(1000));
            return claimed.Count >= expected;
        });
        return claimed;
    }

    /// <summary>The next message, claimed.</summary>
    public static async Task<MessageDelivery> ReceiveOneAsync(this AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            return delivery;
        }

        throw new TimeoutException("Nothing came.");
    }
}
