using Mailbox.Contracts;
using Mailbox.TestKit;

namespace Mailbox.Tests.Tasks;

/// <summary>The list that Claude Code shows: beside the contract, against the files that a real client wrote.</summary>
public sealed class AgentTeamsTaskTests : TaskListContract
{
    private AgentMailbox? _joined;

    [Fact]
    public async Task What_a_real_client_wrote_is_read_and_its_own_rows_are_left_alone()
    {
        var agent = await JoinCapturedAsync();

        var task = Assert.Single(await agent.TeamTasks.ListAsync());

        Assert.Equal(("2", "Second task", "do it next", "worker.One", TaskState.Waiting), (task.Id, task.Subject, task.Description, task.Owner, task.State));
        await Assert.ThrowsAsync<TaskNotFoundException>(() => agent.TeamTasks.GetAsync("3").AsTask());
    }

    [Fact]
    public async Task The_next_id_is_above_files_and_mark_and_ours_looks_like_theirs()
    {
        var agent = await JoinCapturedAsync();

        var made = await agent.TeamTasks.EnqueueAsync(new NewTask { Subject = "Täst", Description = "\"quoted\"", BlockedBy = ["2"] });

        Assert.Equal("4", made.Id);
        Assert.StartsWith("{\n  \"id\": \"4\",\n  \"subject\": \"Täst\",\n  \"description\": \"\\\"quoted\\\"\",\n  \"status\": \"pending\",\n  \"blocks\": [],\n  \"blockedBy\": [\n    \"2\"\n  ],\n  \"metadata\": {\n    \"mailbox\": {", File.ReadAllText(made.Path), StringComparison.Ordinal);
        Assert.Contains("\"blocks\": [\n    \"4\"\n  ]", File.ReadAllText((await agent.TeamTasks.GetAsync("2")).Path), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(agent.TeamTasks.Folder));
    }

    [Fact]
    public async Task What_we_do_not_understand_survives_a_change_byte_for_byte()
    {
        await ListOf(Ann).EnqueueAsync("makes the folder");
        var path = Path.Combine(ListOf(Ann).Folder, "7.json");
        const string Foreign = "{\n  \"zeta\": {\"a\": [1, 2.50]},\n  \"id\": \"7\",\n  \"subject\": \"s\",\n  \"description\": \"d\",\n  \"status\": \"pending\",\n  \"blocks\": [],\n  \"blockedBy\": [],\n  \"metadata\": {\"theirs\": 1e2}\n}";
        File.WriteAllText(path, Foreign);

        await ListOf(Bob).UpdateAsync("7", new TaskUpdate { Subject = "t" });
        Assert.Equal(Foreign.Replace("\"s\"", "\"t\"", StringComparison.Ordinal), File.ReadAllText(path));

        await ListOf(Bob).ClaimAsync("7");
        var claimed = File.ReadAllText(path);
        Assert.StartsWith("{\n  \"zeta\": {\"a\": [1, 2.50]},", claimed, StringComparison.Ordinal);
        Assert.Contains("\"metadata\": {\"theirs\": 1e2,", claimed, StringComparison.Ordinal);
        Assert.Contains("\"status\": \"in_progress\"", claimed, StringComparison.Ordinal);
        Assert.EndsWith("\"owner\": \"bob\"\n}", claimed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_Claude_client_changes_is_seen()
    {
        await ListOf(Ann).EnqueueAsync("task");
        var claim = (await ListOf(Bob).ClaimAsync())!;
        var path = claim.Task.Path;

        File.WriteAllText(path, File.ReadAllText(path).Replace("\"in_progress\"", "\"completed\"", StringComparison.Ordinal));

        Assert.Equal(TaskState.Done, (await ListOf(Ann).ListAsync())[0].State);
        await Assert.ThrowsAsync<LeaseLostException>(() => claim.CompleteAsync().AsTask());
        File.Delete(path);
        Assert.Empty(await ListOf(Ann).ListAsync());
    }

    [Fact]
    public async Task A_task_of_Claude_Code_is_taken_over_only_when_its_session_is_gone_and_one_is_asked_to()
    {
        var agent = await JoinCapturedAsync();
        var path = (await agent.TeamTasks.GetAsync("2")).Path;
        File.WriteAllText(path, File.ReadAllText(path).Replace("pending", "in_progress", StringComparison.Ordinal));
        Assert.Null(await agent.TeamTasks.ClaimAsync());
        Assert.Null(await agent.TeamTasks.ClaimAsync(new TaskWorkOptions { StealsFromClaudeCode = true })); // Its lead may run.

        var config = Team.Folder["teams", "my-team-", "config.json"];
        File.WriteAllText(config, File.ReadAllText(config).Replace("{\n", "{\n  \"leadProcess\": {\"pid\": 999999999, \"procStart\": \"1\", \"pidSpace\": " + Space() + "},\n", StringComparison.Ordinal));
        Assert.Null(await agent.TeamTasks.ClaimAsync());

        Assert.Equal("2", (await agent.TeamTasks.ClaimAsync(new TaskWorkOptions { StealsFromClaudeCode = true }))!.Task.Id);
    }

    [Fact]
    public async Task An_owner_that_is_a_Claude_teammate_is_told_in_its_inbox()
    {
        var agent = await JoinCapturedAsync();

        await agent.TeamTasks.EnqueueAsync(new NewTask { Subject = "look", Owner = "worker.One" });

        Assert.Contains("{\\\"type\\\":\\\"task_assignment\\\",\\\"taskId\\\":\\\"4\\\",\\\"subject\\\":\\\"look\\\"", File.ReadAllText(Team.Folder["teams", "My-Team-", "inboxes", "worker-One.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_task_that_somebody_writes_keeps_nobody_from_the_next()
    {
        await ListOf(Ann).EnqueueAsync("1");
        await ListOf(Ann).EnqueueAsync("2");
        Directory.CreateDirectory(Path.Combine(ListOf(Ann).Folder, "1.json.lock"));

        Assert.Equal("2", (await ListOf(Bob).ClaimAsync())!.Task.Subject);
    }

    [Fact]
    public async Task A_held_lock_keeps_us_out_and_a_cancelled_task_is_removed_as_the_client_does()
    {
        var agent = await Team.JoinAsync("agent", Team.Options with { ForeignLockTimeout = TimeSpan.FromMilliseconds(100) });
        await ListOf(Ann).EnqueueAsync("1");
        await ListOf(Ann).EnqueueAsync(new NewTask { Subject = "2", BlockedBy = ["1"] });
        Directory.CreateDirectory(Path.Combine(ListOf(Ann).Folder, ".lock.lock"));
        await Assert.ThrowsAsync<ForeignLockException>(() => ListOf(agent).CancelAsync("1").AsTask());
        Directory.Delete(Path.Combine(ListOf(Ann).Folder, ".lock.lock"));
        Directory.CreateDirectory(Path.Combine(ListOf(Ann).Folder, "1.json.lock"));
        await Assert.ThrowsAsync<ForeignLockException>(() => ListOf(agent).UpdateAsync("1", new TaskUpdate { Subject = "x" }).AsTask());
        Directory.Delete(Path.Combine(ListOf(Ann).Folder, "1.json.lock"));

        await ListOf(agent).CancelAsync("1");

        Assert.Equal(("1", 0L), (File.ReadAllText(Path.Combine(ListOf(Ann).Folder, ".highwatermark")), new FileInfo(Path.Combine(ListOf(Ann).Folder, ".lock")).Length));
        Assert.Equal((TaskState.Waiting, 0), ((await ListOf(Ann).GetAsync("2")).State, (await ListOf(Ann).GetAsync("2")).BlockedBy.Count));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_joined is not null)
        {
            await _joined.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override TaskList ListOf(AgentMailbox mailbox) => mailbox.TeamTasks;

    [Fact]
    public async Task Of_those_who_use_a_list_first_all_succeed()
    {
        for (var i = 0; i < 20; i++)
        {
            var folder = Path.Combine(Team.Root, "tasks", $"list {i}");
            Directory.CreateDirectory(folder);
            var locks = Enumerable.Range(0, 8).Select(_ => new Mailbox.Tasks.AgentTeamsTaskLock(Mailbox.Files.Disk.Real, TimeProvider.System, folder, Eventually.Limit)).ToList();
            await Task.WhenAll(locks.ConvertAll(one => Task.Run(async () =>
            {
                using var held = await one.AcquireAsync(CancellationToken.None);
                Assert.True(File.Exists(Path.Combine(folder, ".lock")));
            })));
        }
    }

    [Fact]
    public async Task A_task_that_a_client_writes_at_the_moment_is_not_deleted_under_it()
    {
        var task = await ListOf(Ann).EnqueueAsync("busy");
        Directory.CreateDirectory(task.Path + ".lock");
        var deleting = ListOf(Ann).DeleteAsync(task.Id).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Assert.True(File.Exists(task.Path));

        Directory.Delete(task.Path + ".lock");

        await deleting;
        Assert.False(File.Exists(task.Path));
    }

    private static string Space() => $"\"{ProcessSpace()}\"";

    private static string ProcessSpace() => Processes.ProcessIdentity.Current.Space;

    private async Task<AgentMailbox> JoinCapturedAsync()
    {
        Captured.CopyTo(Team.Root, Captured.NamedTeam);
        Captured.CopyTo(Team.Root, Captured.NamedTasks);
        return _joined = await AgentMailbox.JoinAsync("My Team!", "agent", Team.Options);
    }
}
