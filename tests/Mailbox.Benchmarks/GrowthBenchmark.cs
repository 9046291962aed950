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
        await BesideAsync(few: 1_000, many: 1_000); // The code is compiled.
        var (few, many) = await BesideAsync(few: 1_000, many: 50_000);
        Table.Row("send and claim at a backlog of 50 000", "per s", many, "at 1 000", few);

        var (fresh, steady) = await WithRetentionAsync();
        Table.Row("the same in steady state, retention deleting as fast as messages come", "per s", steady, "a fresh folder", fresh);
    }

    /// <summary>So many wait all the time: one more comes, the oldest goes. The two take turns, so that both meet the machine in the same moods.</summary>
    private static async Task<(double Few, double Many)> BesideAsync(int few, int many)
    {
        await using var agentOfFew = await JoinAsync();
        await using var agentOfMany = await JoinAsync();
        await SendAsync(agentOfFew, few);
        await SendAsync(agentOfMany, many);
        await agentOfFew.StatisticsAsync(); // Sees them all.
        await agentOfMany.StatisticsAsync();
        return await TakeTurnsAsync(() => RateAsync(() => TurnAsync(agentOfFew)), () => RateAsync(() => TurnAsync(agentOfMany)));
    }

    /// <summary>In turns, a round in a folder made for it, and one after which all but fifty settled files are deleted, as part of its time; the first rounds do not count.</summary>
    private static async Task<(double Fresh, double Steady)> WithRetentionAsync()
    {
        await using var old = await JoinAsync();
        Task<double> SteadyAsync() => RateAsync(async () =>
        {
            await TurnAsync(old);
            await old.CleanAsync(new RetentionOptions { MaxFiles = 50 });
        });
        async Task<double> FreshAsync()
        {
            await using var agent = await JoinAsync();
            return await RateAsync(() => TurnAsync(agent));
        }

        await TakeTurnsAsync(FreshAsync, SteadyAsync);
        return await TakeTurnsAsync(FreshAsync, SteadyAsync);
    }

    private static async Task<(double First, double Second)> TakeTurnsAsync(Func<Task<double>> firstAsync, Func<Task<double>> secondAsync)
    {
        List<double> first = [], second = [];
        for (var i = 0; i < Rounds; i++)
        {
            first.Add(await firstAsync());
            second.Add(await secondAsync());
        }

        return (Table.Median(first), Table.Median(second));
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
        var sending = SendAsync(agent, Count);
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

    private static Task SendAsync(AgentMailbox agent, int messages) => Parallel.ForEachAsync(
        Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, cancel) => await agent.SendAsync(Payload, "agent", cancel: cancel));

    private static ValueTask<AgentMailbox> JoinAsync() => AgentMailbox.JoinAsync(
        "bench", "agent", new MailboxOptions { Root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName, Durability = Durability.ProcessCrash });
}
