namespace Mailbox.Benchmarks;

/// <summary>The second process of the request benchmark.</summary>
internal static class Answerer
{
    public static MailboxOptions Options(string root) => new() { Root = root, Durability = Durability.ProcessCrash };

    public static async Task RunAsync(string root)
    {
        await using var mailbox = await AgentMailbox.JoinAsync("bench", "answerer", Options(root));
        Console.WriteLine("ready");
        await foreach (var delivery in mailbox.ReceiveAsync())
        {
            await delivery.ReplyAsync(delivery.Message.Text);
        }
    }
}
