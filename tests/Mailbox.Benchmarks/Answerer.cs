namespace Mailbox.Benchmarks;

/// <summary>The second process of the request benchmark.</summary>
internal static class Answerer
{
    public static MailboxOptions Options(string root, Durability durability) => new() { Root = root, Durability = durability };

    public static async Task RunAsync(string root, Durability durability)
    {
        await using var mailbox = await AgentMailbox.JoinAsync("bench", "answerer", Options(root, durability));
        Console.WriteLine("ready");
        await foreach (var delivery in mailbox.ReceiveAsync())
        {
            await delivery.ReplyAsync(delivery.Message.Text);
        }
    }
}
