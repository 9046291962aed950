using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>What a message costs beside a large backlog, and while retention deletes as fast as messages come.</summary>
internal static class GrowthBenchmark
{
    private const int Count = 5_000;
    private const int Rounds = 9;
    private static readonly string Payload = new('x', 500);

    public static async Task RunAsync()
    {
        await BesideAsync(backlog: 1_000); // The code is compiled.
        var few = await BesideAsync(backlog: 1_000);
        var many = await BesideAsync(backlog: 50_000);
        Table.Row("send and claim at a backlog of 50 000", "per s", many, "at 1 000", few);

        List<double> fresh = [];
        for (var i = 0; i < Rounds; i++)
        {
            await using var agent = await JoinAsync();
            fresh.Add(await RateAsync(() => TurnAsync(agent)));
        }

        var steady = await WithRetentionAsync();
        Table.Row("the same in steady state, retention deleting as fast as messages come", "per s", steady, "a fresh folder", Table.Median(fresh));
    }

    /// <summary>So many wait all the time: one more comes, the oldest goes.</summary>
    private static async Task<double> BesideAsync(int backlog)
    {
        await using var agent = await JoinAsync();
        await FillAsync(agent, backlog);
        await agent.StatisticsAsync(); // Sees them all.
        List<double> rates = [];
        for (var i = 0; i < Rounds; i++)
        {
            rates.Add(await RateAsync(() => TurnAsync(agent)));
        }

        return Table.Median(rates);
    }

    /// <summary>After each round all but fifty settled files are deleted, as part of the time; the first rounds do not count.</summary>
    private static async Task<double> WithRetentionAsync()
    {
        await using var agent = await JoinAsync();
        List<double> rates = [];
        for (var i = 0; i < 2 * Rounds; i++)
        {
            rates.Add(await RateAsync(async () =>
            {
                await TurnAsync(agent);
                await agent.CleanAsync(new RetentionOptions { MaxFiles = 50 });
            }));
        }

        return Table.Median(rates[Rounds..]);
    }

    private static async Task<double> RateAsync(Func<Task> turnAsync)
    {
        var start = Stopwatch.GetTimestamp();
        await turnAsync();
        return Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task TurnAsync(AgentMailbox agent)
    {
        var done = 0;
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, cancel) => await agent.SendAsync(Payload, "agent", cancel: cancel));
        while (done < Count)
        {
            foreach (var delivery in await agent.ClaimAsync(Math.Min(64, Count - done)))
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
