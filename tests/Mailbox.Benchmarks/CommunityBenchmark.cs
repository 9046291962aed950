namespace Mailbox.Benchmarks;

/// <summary>What an operation costs among many: a post in a room of 1 000, a publication beside 1 000 subscriptions, a task among 10 000.</summary>
internal static class CommunityBenchmark
{
    private const int Members = 1_000;
    private const int Tasks = 10_000;
    private const int Rounds = 200;
    private static readonly string Body = new('x', 500);

    public static async Task RunAsync()
    {
        await RoomAsync();
        await TopicAsync();
        await TaskAsync();
    }

    private static async Task RoomAsync()
    {
        await using var team = TemporaryTeam.Create(new MailboxOptions { Durability = Durability.ProcessCrash });
        var poster = await team.JoinAsync("poster");
        var names = Enumerable.Range(0, Members).Select(i => $"member{i}").ToList();

        // Members that do not run: what is measured is what the one who posts pays.
        var large = await poster.Rooms.CreateAsync("large");
        var small = await poster.Rooms.CreateAsync("small");
        foreach (var name in names)
        {
            await using var member = await AgentMailbox.JoinAsync(team.Name, name, new MailboxOptions { Root = team.Root, Durability = Durability.ProcessCrash });
            await member.Rooms.JoinAsync(name == "member0" ? "small" : "large");
        }

        var send = await MillisecondsAsync(5, () => poster.SendAsync(Body, names).AsTask());
        var post = await MillisecondsAsync(5, () => large.PostAsync(Body).AsTask());
        Table.Row("a post in a room of 1 000 members, to all mailboxes, ProcessCrash", "ms", post, "the same message sent to 1 000", send);
        var few = await MillisecondsAsync(Rounds, () => small.PostAsync(Body).AsTask());
        Table.Row("each of its copies", "ms", post / Members, "a post in a room of two", few);
    }

    private static async Task TopicAsync()
    {
        await using var team = TemporaryTeam.Create(new MailboxOptions { Durability = Durability.ProcessCrash });
        var publisher = await team.JoinAsync("publisher");
        var alone = await MillisecondsAsync(Rounds, () => publisher.Topics.PublishAsync("build.failed", Body).AsTask());
        var subscriber = await team.JoinAsync("subscriber");
        for (var i = 0; i < Members; i++)
        {
            await subscriber.Topics.SubscribeAsync($"project{i}.*");
        }

        await subscriber.Topics.SubscribeAsync("build.*");
        for (var i = 0; i < Members; i++)
        {
            await using var other = await AgentMailbox.JoinAsync(team.Name, $"away{i}", new MailboxOptions { Root = team.Root, Durability = Durability.ProcessCrash });
            await other.Topics.SubscribeAsync("build.**");
        }

        var among = await MillisecondsAsync(Rounds, () => publisher.Topics.PublishAsync("build.failed", Body).AsTask());
        Table.Row("a publication beside 1 000 subscribed agents, ProcessCrash", "ms", among, "without any", alone);
        var began = TimeProvider.System.GetTimestamp();
        for (var got = 0; got < Rounds;)
        {
            foreach (var delivery in await subscriber.ClaimAsync(Rounds))
            {
                await delivery.AcknowledgeAsync();
                got++;
            }
        }

        var taken = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds / Rounds;
        Table.Row("one delivered to an agent with 1 001 patterns, claimed and acknowledged", "ms", taken, "to publish it", among);
    }

    private static async Task TaskAsync()
    {
        await using var team = TemporaryTeam.Create(new MailboxOptions { Durability = Durability.ProcessCrash });
        var worker = await team.JoinAsync("worker");
        var (few, enqueueFew) = await WorkAsync(worker, 100);
        var (many, enqueueMany) = await WorkAsync(worker, Tasks);
        Table.Row("a task enqueued among 10 000 open ones, ProcessCrash", "ms", enqueueMany, "among 100", enqueueFew);
        Table.Row("a task claimed and completed among 10 000 open ones", "ms", many, "among 100", few);
        Table.Row("the look of a worker that finds nothing it can do among 10 000", "ms", await IdleAsync(worker), "one that finds something", many);
    }

    private static async Task<(double Work, double Enqueue)> WorkAsync(AgentMailbox worker, int open)
    {
        var count = await OpenAsync(worker);
        for (var i = count; i < open; i++)
        {
            await worker.Tasks.EnqueueAsync(new NewTask { Subject = $"task {i}", Description = Body, Capabilities = i % 2 == 0 ? [] : ["other"] });
        }

        var enqueue = await MillisecondsAsync(Rounds, () => worker.Tasks.EnqueueAsync(new NewTask { Subject = "one more", Description = Body }).AsTask());
        var work = await MillisecondsAsync(Math.Min(Rounds, open / 4), async () => await (await worker.Tasks.ClaimAsync())!.CompleteAsync("done"));
        return (work, enqueue);
    }

    private static Task<double> IdleAsync(AgentMailbox worker) =>
        MillisecondsAsync(20, async () => _ = await worker.Tasks.ClaimAsync(new TaskWorkOptions { Types = ["nothing.like.it"] }));

    private static async Task<int> OpenAsync(AgentMailbox worker) =>
        (await worker.Tasks.CountAsync()).GetValueOrDefault(TaskState.Waiting);

    /// <summary>Milliseconds a call, the median of three rounds.</summary>
    private static async Task<double> MillisecondsAsync(int calls, Func<Task> call)
    {
        List<double> rounds = [];
        for (var round = 0; round < 3; round++)
        {
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                await call();
            }

            rounds.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds / calls);
        }

        return rounds.Order().ElementAt(1);
    }
}
