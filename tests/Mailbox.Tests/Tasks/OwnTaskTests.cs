using Mailbox.Contracts;
using Mailbox.TestKit;

namespace Mailbox.Tests.Tasks;

public sealed class OwnTaskTests : TaskListContract
{
    [Fact]
    public async Task A_payload_is_done_by_its_handler_and_its_answer_is_the_result()
    {
        await Ann.Tasks.EnqueueAsync(new PaintJob("fence"));
        await Ann.Tasks.EnqueueAsync(NewTask.Of(new PaintJob("")) with { MaxAttempts = 1 });
        await Ann.Tasks.EnqueueAsync("in plain words");
        using var stop = new CancellationTokenSource();
        var working = Bob.Tasks.RunAsync(new Painter(), cancel: stop.Token);

        await Eventually.HoldsAsync(async () => (await Ann.Tasks.ListAsync(new TaskQuery { States = [TaskState.Done, TaskState.Dead] })).Count == 2);

        Assert.Equal("""{"type":"paint.done","colour":"white","lessons":0}""", (await Ann.Tasks.GetAsync("1")).Result);
        Assert.Equal((TaskState.Dead, "InvalidOperationException: nothing to paint"), ((await Ann.Tasks.GetAsync("2")).State, (await Ann.Tasks.GetAsync("2")).Failures[0].Reason));
        Assert.Equal(TaskState.Waiting, (await Ann.Tasks.GetAsync("3")).State);
        Assert.Contains(await Ann.FindAgentsAsync(new AgentQuery { Payload = "paint.job" }), agent => agent.Name == "bob");
        await stop.CancelAsync();
        await working;
    }

    [Fact]
    public async Task A_payload_that_does_not_match_dies_at_once()
    {
        await Ann.Tasks.EnqueueAsync(new NewTask { Subject = "bad", Payload = """{"type":"paint.job","what":7}""" });
        using var stop = new CancellationTokenSource();
        var working = Bob.Tasks.RunAsync(new Painter(), cancel: stop.Token);

        await Eventually.HoldsAsync(async () => (await Ann.Tasks.GetAsync("1")).State == TaskState.Dead);

        Assert.Contains("$.what", (await Ann.Tasks.GetAsync("1")).Failures[0].Reason, StringComparison.Ordinal);
        await stop.CancelAsync();
        await working;
    }

    [Fact]
    public async Task A_cancelled_task_is_kept_and_what_depends_on_it_stays_blocked()
    {
        await Ann.Tasks.EnqueueAsync("first");
        await Ann.Tasks.EnqueueAsync(new NewTask { Subject = "second", BlockedBy = ["1"] });
        var claim = (await Bob.Tasks.ClaimAsync())!;

        await Ann.Tasks.CancelAsync("1", "not needed");

        await Assert.ThrowsAsync<LeaseLostException>(() => claim.CompleteAsync().AsTask());
        Assert.Equal([TaskState.Cancelled, TaskState.Blocked], (await Ann.Tasks.ListAsync()).Select(task => task.State));
        Assert.Equal("not needed", (await Ann.Tasks.GetAsync("1")).Notes[0].Text);
        await Assert.ThrowsAsync<TaskStateException>(() => Ann.Tasks.CancelAsync("1").AsTask());
    }

    [Fact]
    public async Task Without_the_index_no_task_and_no_claim_is_lost()
    {
        await Ann.Tasks.EnqueueAsync("1");
        await Ann.Tasks.EnqueueAsync(new NewTask { Subject = "2", BlockedBy = ["1"] });
        await Ann.Tasks.EnqueueAsync("3");
        await (await Bob.Tasks.ClaimAsync())!.CompleteAsync("done");
        await Team.CloseAsync();
        Team.DeleteIndex();

        var again = await Team.JoinAsync("ann");

        Assert.Equal([TaskState.Done, TaskState.Waiting, TaskState.Waiting], (await again.Tasks.ListAsync()).Select(task => task.State));
        Assert.Equal("2", (await again.Tasks.ClaimAsync())!.Task.Subject);
    }

    [Fact]
    public async Task What_was_edited_by_hand_is_seen()
    {
        await Ann.Tasks.EnqueueAsync("task");
        var file = Path.Combine(Ann.Tasks.Folder, "1.json");
        var edited = File.ReadAllText(file).Replace("\"pending\"", "\"completed\"", StringComparison.Ordinal);
        await Task.Delay(50);
        File.Delete(file);
        File.WriteAllText(file, edited);

        Assert.Equal(TaskState.Done, Assert.Single(await Bob.Tasks.ListAsync()).State);
        Assert.Null(await Bob.Tasks.ClaimAsync());
    }

    [Fact]
    public async Task Memory_is_off_by_one_option_and_keeps_to_its_budget()
    {
        for (var i = 0; i < 5; i++)
        {
            await Ann.Tasks.RememberAsync($"fence {i}", new string('x', 3000));
        }

        await Ann.Tasks.EnqueueAsync("fence");
        var claim = (await Bob.Tasks.ClaimAsync())!;
        Assert.Equal(3, claim.Lessons.Count);
        Assert.InRange(claim.Lessons.Sum(lesson => lesson.Text.Length), 3000, 4000);
        await claim.ReleaseAsync();

        var without = await Team.JoinAsync("without", Team.Options with { TaskMemory = new TaskMemoryOptions { IsOn = false } });
        Assert.Empty((await without.Tasks.ClaimAsync())!.Lessons);
    }

    [Fact]
    public async Task Lessons_of_the_same_payload_type_come_first()
    {
        await Ann.Tasks.RememberAsync("about everything else", "fence fence fence fence");
        await Ann.Tasks.RememberAsync("painting", "mind the wet paint", "paint.job");
        await Ann.Tasks.EnqueueAsync(NewTask.Of(new PaintJob("fence")));

        var claim = (await Bob.Tasks.ClaimAsync())!;

        Assert.Equal(["mind the wet paint", "fence fence fence fence"], claim.Lessons.Select(lesson => lesson.Text));
    }

    [Fact]
    public async Task Retention_removes_the_oldest_that_ended_and_no_open_one()
    {
        for (var i = 1; i <= 4; i++)
        {
            await Ann.Tasks.EnqueueAsync($"{i}");
        }

        for (var i = 1; i <= 3; i++)
        {
            await (await Bob.Tasks.ClaimAsync())!.CompleteAsync();
        }

        Assert.Equal(2, (await Ann.CleanAsync(new RetentionOptions { MaxTasks = 1 })).Tasks);

        Assert.Equal(["3", "4"], (await Ann.Tasks.ListAsync()).Select(task => task.Id));
        Assert.Equal("5", (await Ann.Tasks.EnqueueAsync("5")).Id);
    }

    [Fact]
    public async Task Backoff_is_not_stretched_by_a_clock_step()
    {
        var time = new ManualTime();
        var worker = await Team.JoinAsync("worker", Team.Options with { TimeProvider = time, RetryDelay = TimeSpan.FromMinutes(1) });
        await worker.Tasks.EnqueueAsync("task");
        await (await worker.Tasks.ClaimAsync())!.FailAsync("no");

        time.Step(TimeSpan.FromDays(-1));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await worker.Tasks.ClaimAsync());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(await worker.Tasks.ClaimAsync());
    }

    protected override TaskList ListOf(AgentMailbox mailbox) => mailbox.Tasks;
}
