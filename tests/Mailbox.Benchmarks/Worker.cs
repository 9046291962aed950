namespace Mailbox.Benchmarks;

/// <summary>The second process of the throughput benchmark: it handles what comes, and says so each time that it has handled so many.</summary>
internal static class Worker
{
    public static async Task RunAsync(string root, Durability durability, int count)
    {
        await using var worker = await AgentMailbox.JoinAsync("bench", "worker", Answerer.Options(root, durability));
        Console.WriteLine("ready");
        var done = 0;
        await worker.RunAsync(
            (_, _) =>
            {
                if (Interlocked.Increment(ref done) % count == 0)
                {
                    Console.WriteLine("done");
                }

                return Task.CompletedTask;
            },
            new ReceiveOptions { Prefetch = 256, Concurrency = 256 });
    }
}
