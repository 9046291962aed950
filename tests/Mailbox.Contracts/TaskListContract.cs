using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>What every list of tasks does, whichever folder and locks it has.</summary>
public abstract class TaskListContract : IAsyncLifetime
{
    private static readonly TaskWorkOptions NoStealing = new() { Steals = false };

    protected TestTeam Team { get; } = new();

    protected AgentMailbox Ann { get; private set; } = null!;

    protected AgentMailbox Bob { get; private set; } = null!;

    private TaskList Anns => ListOf(Ann);

    private TaskList Bobs => ListOf(Bob);

    public async ValueTask InitializeAsync()
    {
        Ann = await Team.JoinAsync("ann", Team.Options with { Profile = new AgentProfile { Capabilities = ["paint"] } });
        Bob = await Team.JoinAsync("bob", Team.Options with { Profile = new AgentProfile { Capabilities = ["review"] } });
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Team.DisposeAsync();
    }

    [Fact]
    public async Task A_task_is_enqueued_claimed_and_completed_with_a_result()
    {
        var made = await Anns.EnqueueAsync(new NewTask { Subject = "Paint the fence", Description = "All of it.", ActiveForm = "Painting" });
        Assert.Equal(("1", TaskState.Waiting, "ann"), (made.Id, made.State, made.CreatedBy));

        await using var claim = (await Bobs.ClaimAsync())!;
        await claim.NoteAsync("half done");
        Assert.Equal((TaskState.Claimed, "bob"), ((await Anns.GetAsync("1")).State, (await Anns.GetAsync("1")).Owner));
        await claim.CompleteAsync("white", "two coats are needed");

        var done = Assert.Single(await Anns.ListAsync());
        Assert.Equal((TaskState.Done, "bob", "white", "two coats are needed", "half done"), (done.State, done.Owner, done.Result, done.Lesson, done.Notes[0].Text));
        Assert.Null(await Bobs.ClaimAsync());
        Assert.Equal(1, (await Anns.CountAsync())[TaskState.Done]);
    }

    [Fact]
    public async Task The_most_urgent_is_claimed_first_then_the_oldest()
    {
        await Anns.EnqueueAsync("one");
        await Anns.EnqueueAsync(new NewTask { Subject = "low", Priority = Priority.Low });
        await Anns.EnqueueAsync(new NewTask { Subject = "critical", Priority = Priority.Critical });
        await Anns.EnqueueAsync("two");

        Assert.Equal(["critical", "one", "two", "low"], await ClaimAllAsync(Bobs));
    }

    [Fact]
    public async Task What_needs_a_capability_goes_to_who_has_it()
    {
        await Bobs.EnqueueAsync(new NewTask { Subject = "paint", Capabilities = ["Paint"] });
        await Bobs.EnqueueAsync(new NewTask { Subject = "both", Capabilities = ["paint", "review"] });

        Assert.Null(await Bobs.ClaimAsync());
        Assert.Equal(["paint"], await ClaimAllAsync(Anns));
        Assert.Equal("both", (await Bobs.ClaimAsync(new TaskWorkOptions { Capabilities = ["review", "paint"] }))!.Task.Subject);
    }

    [Fact]
    public async Task What_depends_on_others_waits_until_they_are_done()
    {
        var first = await Anns.EnqueueAsync("first");
        var second = await Anns.EnqueueAsync("second");
        var last = await Anns.EnqueueAsync(new NewTask { Subject = "last", Priority = Priority.Critical, BlockedBy = [first.Id, second.Id] });
        Assert.Equal(TaskState.Blocked, last.State);
        Assert.Equal([last.Id], (await Anns.GetAsync(first.Id)).Blocks);
        await Assert.ThrowsAsync<TaskStateException>(() => Bobs.ClaimAsync(last.Id).AsTask());
        await Assert.ThrowsAsync<TaskStateException>(() => Bobs.CompleteAsync(last.Id).AsTask());

        var claim = (await Bobs.ClaimAsync())!;
        Assert.Equal("first", claim.Task.Subject);
        await claim.CompleteAsync();
        Assert.Equal(TaskState.Blocked, (await Anns.GetAsync(last.Id)).State);
        await Anns.UpdateAsync(last.Id, new TaskUpdate { RemoveBlockedBy = [second.Id] });

        Assert.Equal(["last", "second"], await ClaimAllAsync(Bobs));
        Assert.Empty((await Anns.GetAsync(second.Id)).Blocks);
    }

    [Fact]
    public async Task A_task_cannot_come_to_depend_on_itself_or_on_nothing()
    {
        var first = await Anns.EnqueueAsync("first");
        var second = await Anns.EnqueueAsync(new NewTask { Subject = "second", BlockedBy = [first.Id] });
        var third = await Anns.EnqueueAsync(new NewTask { Subject = "third", BlockedBy = [second.Id] });

        await Assert.ThrowsAsync<ArgumentException>(() => Anns.UpdateAsync(first.Id, new TaskUpdate { AddBlockedBy = [third.Id] }).AsTask());
        await Assert.ThrowsAsync<TaskNotFoundException>(() => Anns.UpdateAsync(first.Id, new TaskUpdate { AddBlockedBy = ["99"] }).AsTask());
        await Assert.ThrowsAsync<TaskNotFoundException>(() => Anns.EnqueueAsync(new NewTask { Subject = "x", BlockedBy = ["../1"] }).AsTask());
        Assert.Equal(TaskState.Waiting, (await Anns.GetAsync(first.Id)).State);
    }

    [Fact]
    public async Task Not_before_its_time_and_not_after_its_deadline()
    {
        var now = DateTimeOffset.UtcNow;
        await Anns.EnqueueAsync(new NewTask { Subject = "later", NotBefore = now.AddHours(1) });
        await Anns.EnqueueAsync(new NewTask { Subject = "too late", Deadline = now.AddMilliseconds(-1) });

        Assert.Null(await Bobs.ClaimAsync());

        Assert.Equal([TaskState.Delayed, TaskState.Dead], (await Anns.ListAsync()).Select(task => task.State));
        Assert.Contains("deadline", (await Anns.GetAsync("2")).Failures[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_comes_back_after_a_pause_and_dies_at_the_limit()
    {
        await Anns.EnqueueAsync(new NewTask { Subject = "hard", MaxAttempts = 2 });

        await (await Bobs.ClaimAsync())!.FailAsync("no paint", TimeSpan.FromMilliseconds(50));
        Assert.Equal(TaskState.Delayed, (await Anns.GetAsync("1")).State);
        Assert.Null(await Bobs.ClaimAsync());
        TaskClaim? again = null;
        await Eventually.HoldsAsync(async () => (again = await Bobs.ClaimAsync()) is not null);
        Assert.Equal(2, again!.Attempt);
        await again.FailAsync("still no paint");

        var dead = await Anns.GetAsync("1");
        Assert.Equal((TaskState.Dead, "no paint, still no paint"), (dead.State, string.Join(", ", dead.Failures.Select(failure => failure.Reason))));
        Assert.Equal(TaskState.Waiting, (await Anns.SendAgainAsync("1")).State);
        Assert.Equal(1, (await Bobs.ClaimAsync())!.Attempt);
    }

    [Fact]
    public async Task What_is_released_or_disposed_is_as_if_it_had_not_been_claimed()
    {
        await Anns.EnqueueAsync("task");
        await (await Bobs.ClaimAsync())!.ReleaseAsync();
        await using (await Bobs.ClaimAsync())
        {
            Assert.Null(await Anns.ClaimAsync());
        }

        var claim = (await Anns.ClaimAsync())!;
        Assert.Equal(1, claim.Attempt);
        await Ann.DisposeAsync();
        Assert.Equal(TaskState.Waiting, (await Bobs.GetAsync("1")).State);
    }

    [Fact]
    public async Task Who_lost_a_task_can_settle_it_no_more()
    {
        await Anns.EnqueueAsync("task");
        var mine = (await Anns.ClaimAsync())!;
        Assert.Null(await Bobs.ClaimAsync());

        var stolen = await Bobs.StealAsync("1");

        Assert.True(stolen.FencingToken > mine.FencingToken);
        await Assert.ThrowsAsync<LeaseLostException>(() => mine.CompleteAsync("mine").AsTask());
        await Assert.ThrowsAsync<LeaseLostException>(() => mine.NoteAsync("mine").AsTask());
        await stolen.CompleteAsync("stolen");
        Assert.Equal("stolen", (await Anns.GetAsync("1")).Result);
    }

    [Fact]
    public async Task A_holder_is_told_when_its_task_goes_to_another()
    {
        var holder = await Team.JoinAsync("holder", Team.Options with { RescanInterval = TimeSpan.FromMilliseconds(20) });
        await Anns.EnqueueAsync("task");
        var claim = (await ListOf(holder).ClaimAsync())!;

        await Bobs.StealAsync("1");

        await Eventually.HoldsAsync(() => claim.LeaseLost.IsCancellationRequested);
    }

    [Fact]
    public async Task What_an_agent_that_died_had_goes_to_another_as_a_further_attempt()
    {
        await Anns.EnqueueAsync(new NewTask { Subject = "task", MaxAttempts = 2 });
        var lost = (await Anns.ClaimAsync())!;
        ForgetSessions("ann");
        Assert.Null(await Bobs.ClaimAsync(NoStealing));

        var taken = (await Bobs.ClaimAsync())!;

        Assert.Equal((2, "bob"), (taken.Attempt, taken.Task.Owner));
        Assert.Contains("fell silent", taken.Task.Failures[0].Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LeaseLostException>(() => lost.CompleteAsync().AsTask());
        ForgetSessions("bob");
        Assert.Null(await Anns.ClaimAsync());
        Assert.Equal(TaskState.Dead, (await Anns.GetAsync("1")).State);
    }

    [Fact]
    public async Task An_idle_agent_takes_what_an_overloaded_one_has_not_begun()
    {
        for (var i = 1; i <= 3; i++)
        {
            await Anns.EnqueueAsync(new NewTask { Subject = $"{i}", Owner = "ann" });
        }

        Assert.Null(await Bobs.ClaimAsync(new TaskWorkOptions { OverloadedFrom = 4 }));
        Assert.Equal("1", (await Bobs.ClaimAsync())!.Task.Subject);
        Assert.Null(await Bobs.ClaimAsync()); // Neither idle any more, nor is the other overloaded.
        Assert.Equal(["2", "3"], await ClaimAllAsync(Anns));
    }

    [Fact]
    public async Task An_owner_is_told_of_its_assignment_and_loses_its_claim_with_the_next_owner()
    {
        await Anns.EnqueueAsync("task");
        await Anns.UpdateAsync("1", new TaskUpdate { Owner = "bob", Description = "Do it." });
        var assignment = (await Bob.NextAsync()).Message.Read<TaskAssignment>();
        Assert.Equal(("1", "task", "Do it.", "ann"), (assignment.TaskId, assignment.Subject, assignment.Description, assignment.AssignedBy));
        Assert.Null(await Anns.ClaimAsync());
        var claim = (await Bobs.ClaimAsync())!;

        await Anns.UpdateAsync("1", new TaskUpdate { Owner = "" });

        await Assert.ThrowsAsync<LeaseLostException>(() => claim.CompleteAsync().AsTask());
        Assert.Equal((TaskState.Waiting, null), ((await Anns.GetAsync("1")).State, (await Anns.GetAsync("1")).Owner));
    }

    [Fact]
    public async Task A_deleted_id_is_not_used_again_and_nobody_waits_for_it()
    {
        await Anns.EnqueueAsync("1");
        await Anns.EnqueueAsync("2");
        await Anns.EnqueueAsync(new NewTask { Subject = "3", BlockedBy = ["2"] });

        await Anns.DeleteAsync("2");
        await Anns.DeleteAsync("3");

        Assert.Equal("4", (await Anns.EnqueueAsync("4")).Id);
        Assert.Equal(["1", "4"], (await Bobs.ListAsync()).Select(task => task.Id));
        Assert.Equal("3", File.ReadAllText(Path.Combine(Anns.Folder, ".highwatermark")));
        await Assert.ThrowsAsync<TaskNotFoundException>(() => Anns.GetAsync("2").AsTask());
    }

    [Fact]
    public async Task Work_comes_as_it_is_enqueued()
    {
        using var stop = new CancellationTokenSource();
        List<string> worked = [];
        var working = Task.Run(async () =>
        {
            await foreach (var claim in Bobs.WorkAsync(cancel: stop.Token))
            {
                worked.Add(claim.Task.Subject);
                await claim.CompleteAsync();
            }
        });
        for (var i = 0; i < 5; i++)
        {
            await Anns.EnqueueAsync($"{i}");
        }

        await Eventually.HoldsAsync(async () => (await Anns.CountAsync()).GetValueOrDefault(TaskState.Done) == 5);
        await stop.CancelAsync();
        await working;
        Assert.Equal(["0", "1", "2", "3", "4"], worked);
    }

    [Fact]
    public async Task Each_of_many_claims_goes_to_one()
    {
        for (var i = 0; i < 20; i++)
        {
            await Anns.EnqueueAsync($"{i}");
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i => await (i % 2 == 0 ? Anns : Bobs).ClaimAsync(NoStealing)));

        Assert.Equal(20, claims.OfType<TaskClaim>().Select(claim => claim.Task.Id).Distinct().Count());
        Assert.Equal(4, claims.Count(claim => claim is null));
    }

    [Fact]
    public async Task A_claim_by_id_keeps_to_capability_time_and_deadline()
    {
        await Anns.EnqueueAsync(new NewTask { Subject = "paint", Capabilities = ["paint"] });
        await Anns.EnqueueAsync(new NewTask { Subject = "later", NotBefore = DateTimeOffset.UtcNow.AddDays(1) });
        await Anns.EnqueueAsync(new NewTask { Subject = "too late", Deadline = DateTimeOffset.UtcNow.AddDays(-1) });

        foreach (var id in (string[])["1", "2", "3"])
        {
            await Assert.ThrowsAsync<TaskStateException>(() => Bobs.ClaimAsync(id).AsTask());
        }

        Assert.Equal([TaskState.Waiting, TaskState.Delayed, TaskState.Dead], (await Anns.ListAsync()).Select(task => task.State));
        Assert.Equal("1", (await Bobs.StealAsync("1")).Task.Id);
    }

    [Fact]
    public async Task A_damaged_file_says_so_and_hides_no_other()
    {
        await Anns.EnqueueAsync("1");
        await Anns.EnqueueAsync("2");
        File.WriteAllText(Path.Combine(Anns.Folder, "1.json"), "{ half");

        await Assert.ThrowsAsync<DamagedFileException>(() => Bobs.GetAsync("1").AsTask());
        Assert.Equal("2", (await Bobs.ClaimAsync())!.Task.Subject);
    }

    [Fact]
    public async Task What_earlier_tasks_taught_comes_with_a_claim()
    {
        await Anns.EnqueueAsync("paint the garden fence");
        await (await Bobs.ClaimAsync())!.CompleteAsync("white", "the fence needs two coats");
        await Anns.EnqueueAsync("file the taxes");
        await (await Bobs.ClaimAsync())!.CompleteAsync("filed", "call the office first");
        await Anns.RememberAsync("fences", "the ladder is in the shed");
        await Anns.EnqueueAsync("paint the other fence");

        var claim = (await Bobs.ClaimAsync())!;

        Assert.Equal("the fence needs two coats\nwhite", claim.Lessons[0].Text);
        Assert.DoesNotContain(claim.Lessons, lesson => lesson.Subject == "file the taxes" && lesson == claim.Lessons[0]);
    }

    protected abstract TaskList ListOf(AgentMailbox mailbox);

    private static async Task<IReadOnlyList<string>> ClaimAllAsync(TaskList list)
    {
        List<string> claimed = [];
        while (await list.ClaimAsync(NoStealing) is { } claim)
        {
            claimed.Add(claim.Task.Subject);
        }

        return claimed;
    }

    /// <summary>As if the process had died: its card says so to everybody.</summary>
    private void ForgetSessions(string agent)
    {
        var card = Path.Combine(Team.StoreFolder, "agents", agent, "agent.json");
        File.WriteAllText(card, File.ReadAllText(card).Replace("\"sessions\": [", "\"sessions\": [], \"sessions_before\": [", StringComparison.Ordinal));
    }
}
