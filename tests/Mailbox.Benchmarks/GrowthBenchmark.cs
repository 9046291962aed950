using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>What a message costs beside a large backlog, and while retention deletes as fast as messages come.</summary>
internal static class GrowthBenchmark
{
    private const int Count = 5_000;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync()
    {
        var few = await BesideAsync(backlog: 1_000);
        var many = await BesideAsync(backlog: 50_000);
        Table.Row("send and claim at a backlog of 50 000", "per s", many, "at 1 000", few);

        var fresh = await WithRetentionAsync(rounds: 1, isCleaned: false);
        var steady = await WithRetentionAsync(rounds: 10, isCleaned: true);
        Table.Row("the same in steady state, retention deleting as fast as messages come", "per s", steady, "a fresh folder", fresh);
    }

    /// <summary>So many wait all the time: one more comes, the oldest goes.</summary>
    private static async Task<double> BesideAsync(int backlog)
    {
        await using var agent = await JoinAsync();
        await FillAsync(agent, backlog);
        await agent.StatisticsAsync(); // Sees them all.
        await TurnAsync(agent, Count / 5);
        var start = Stopwatch.GetTimestamp();
        await TurnAsync(agent, Count);
        return Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The last of so many rounds; after each all but a thousand settled files are deleted, as part of the time.</summary>
    private static async Task<double> WithRetentionAsync(int rounds, bool isCleaned)
    {
        await using var agent = await JoinAsync();
        await TurnAsync(agent, Count / 5);
        var perSecond = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await TurnAsync(agent, Count);
            if (isCleaned)
            {
                await agent.CleanAsync(new RetentionOptions { MaxFiles = 1_000 });
            }

            perSecond = Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return perSecond;
    }

    private static async Task TurnAsync(AgentMailbox agent, int count)
    {
        var done = 0;
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, cancel) => await agent.SendAsync(Payload, "agent", cancel: cancel));
        while (done < count)
        {
            foreach (var delivery in await agent.ClaimAsync(Math.Min(64, count - done)))
            {
                await delivery.AcknowledgeAsync();
                done++;
            }
        }

        await sending;
    }

    public static async Task FillAsync(AgentMailbox agent, int messages)
    {
        var batch = Enumerable.Range(0, 1_000).Select(static _ => new OutgoingMessage { Text = Payload }).ToList();
        for (var i = 0; i < messages; i += batch.Count)
        {
            await agent.SendBatchAsync(batch, "agent");
        }
    }

    private static ValueTask<AgentMailbox> JoinAsync() => AgentMailbox.JoinAsync(
        "bench", "agent", new MailboxOptions { Root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName, Durability = Durability.ProcessCrash });
}
