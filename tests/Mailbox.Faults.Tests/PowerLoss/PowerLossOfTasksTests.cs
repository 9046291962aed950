using Mailbox.TestKit;

namespace Mailbox.Faults.Tests.PowerLoss;

/// <summary>The power goes at any moment of a task's life, and of a subscription's: what was accepted by then is there after the restart.</summary>
public sealed class PowerLossOfTasksTests
{
    private const int StatesOfEachCut = 4;
    private static readonly ShiftedTime Later = new(TimeSpan.FromMinutes(2));

    [Fact]
    public async Task A_task_is_there_after_any_power_cut_and_a_completed_one_is_completed()
    {
        await using var before = NewTeam(TimeProvider.System);
        await (await before.JoinAsync("agent")).DisposeAsync();
        var journal = NewJournal(before);
        await using (var agent = await before.JoinAsync("agent", before.Options with { Durability = Durability.Durable, Disk = journal.Disk() }))
        {
            var task = await agent.Tasks.EnqueueAsync(new NewTask { Subject = "tidy up" });
            journal.Promise("queued");
            var claim = await agent.Tasks.ClaimAsync();
            await claim!.NoteAsync("half done");
            await agent.Tasks.NoteAsync(task.Id, "by somebody else");
            await claim.CompleteAsync("tidy");
            journal.Promise("completed");
        }

        await ForEachCutAsync(journal, before, async (agent, promised) =>
        {
            var tasks = await agent.Tasks.ListAsync(new TaskQuery());
            if (promised.Contains("queued"))
            {
                Assert.Equal("tidy up", Assert.Single(tasks).Subject);
            }

            if (promised.Contains("completed"))
            {
                Assert.Equal((TaskState.Done, "tidy"), (tasks[0].State, tasks[0].Result));
            }
        });
    }

    [Fact]
    public async Task A_subscription_is_there_after_any_power_cut()
    {
        await using var before = NewTeam(TimeProvider.System);
        await (await before.JoinAsync("agent")).DisposeAsync();
        var journal = NewJournal(before);
        var durable = before.Options with { Durability = Durability.Durable, Disk = journal.Disk() };
        await using (var agent = await before.JoinAsync("agent", durable))
        await using (var publisher = await before.JoinAsync("publisher", durable))
        {
            await agent.Topics.SubscribeAsync("builds.*");
            journal.Promise("subscribed");
            await publisher.Topics.PublishAsync("builds.failed", "red");
            await Eventually.HoldsAsync(async () => (await agent.PeekAsync()).Count == 1);
        }

        await ForEachCutAsync(journal, before, async (agent, promised) => Assert.True(promised.Count <= (await agent.Topics.ListAsync()).Count));
    }

    private static TestTeam NewTeam(TimeProvider time) =>
        new(new MailboxOptions { Durability = Durability.ProcessCrash, WatchFolders = false, RescanInterval = TimeSpan.FromMilliseconds(50), HeartbeatInterval = TimeSpan.FromDays(1), TimeProvider = time });

    private static Journal NewJournal(TestTeam team) => new(team.Root, Path.Combine(team.StoreFolder, "index.db"));

    private static async Task ForEachCutAsync(Journal journal, TestTeam before, Func<AgentMailbox, IReadOnlyCollection<string>, Task> auditAsync)
    {
        var random = new Random(1);
        for (var after = 0; after <= journal.Changes.Count; after++)
        {
            var cut = new Cut(journal, after);
            for (var i = 0; i < StatesOfEachCut; i++)
            {
                var state = random.NextInt64(cut.States);
                await using var team = new TestTeam(before.Options with { TimeProvider = Later }, before.Name);
                cut.Write(state, team.Root, Path.Combine(team.StoreFolder, "index.db"));
                try
                {
                    await auditAsync(await team.JoinAsync("agent"), [.. cut.Promised]);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"cut {after} of {journal.Changes.Count}, state {state} of {cut.States}", e);
                }
            }
        }
    }
}
