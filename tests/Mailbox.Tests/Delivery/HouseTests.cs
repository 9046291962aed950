using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

public sealed class HouseTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Old_temporary_files_are_swept_and_young_ones_left()
    {
        var agent = await _team.JoinAsync("agent");
        var tmp = _team.Folder["mailbox", "team", "agents", "agent", "tmp"];
        File.WriteAllText(Path.Combine(tmp, "young.json"), "half");
        File.WriteAllText(Path.Combine(tmp, "old.json"), "half");
        File.SetLastWriteTimeUtc(Path.Combine(tmp, "old.json"), DateTime.UtcNow.AddHours(-2));

        Assert.Equal(1, (await agent.CleanAsync(dryRun: true)).Temporary);
        Assert.Equal(1, (await agent.CleanAsync()).Temporary);

        Assert.Equal(["young.json"], Directory.GetFiles(tmp).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_mailbox_keeps_house_by_itself()
    {
        var time = new ManualTime();
        var agent = await _team.JoinAsync("agent", _team.Options with { TimeProvider = time, Retention = new RetentionOptions { MaxFiles = 1 } });
        foreach (var text in (string[])["1", "2", "3"])
        {
            await agent.SendAsync(text, "agent");
            await agent.TakeAsync(1);
        }

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return _team.Files("agent", "done").Count == 1;
        });
    }

    [Fact]
    public async Task A_rebuilt_index_equals_the_one_before_and_leases_carry_over()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendBatchAsync([.. Enumerable.Range(0, 10).Select(n => (OutgoingMessage)$"{n}")], "agent");
        var claimed = await agent.ClaimAllAsync(10);
        await claimed[0].AcknowledgeAsync();
        await claimed[1].DeadLetterAsync("no");
        await claimed[2].RejectAsync("later", TimeSpan.FromHours(1));
        await claimed[3].ReleaseAsync();
        var before = await DumpAsync(agent);

        Assert.Equal(10, await agent.RebuildIndexAsync());

        Assert.Equal(before, await DumpAsync(agent));
        await claimed[4].AcknowledgeAsync();
        Assert.True((await agent.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task Verify_tells_what_differs()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("one", "agent");
        await agent.TakeAsync(1);
        Assert.True((await agent.VerifyAsync()).IsConsistent);
        await agent.DisposeAsync();
        using (var index = Mailbox.Store.Index.IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            index.Run("UPDATE messages SET sender = 'somebody else'");
        }

        agent = await _team.JoinAsync("agent");
        var report = await agent.VerifyAsync();

        Assert.Equal(1, report.Messages);
        Assert.Contains("from agent to agent", Assert.Single(report.Differences), StringComparison.Ordinal);
        await agent.RebuildIndexAsync();
        Assert.True((await agent.VerifyAsync()).IsConsistent);
    }

    [Fact]
    public async Task A_file_that_somebody_deleted_is_forgotten()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("gone", "agent");
        await Eventually.HoldsAsync(async () => (await agent.StatisticsAsync()).Waiting == 1);
        File.Delete(Assert.Single(_team.Files("agent", "inbox")));

        Assert.Empty(await agent.ClaimAsync(10));

        Assert.Equal(0, (await agent.StatisticsAsync()).Waiting);
    }

    [Fact]
    public async Task A_file_that_somebody_moved_to_done_is_settled()
    {
        var agent = await _team.JoinAsync("agent");
        var id = (await agent.SendAsync("by hand", "agent")).MessageId;
        await Eventually.HoldsAsync(async () => (await agent.StatisticsAsync()).Waiting == 1);
        var file = Assert.Single(_team.Files("agent", "inbox"));
        File.Move(file, file.Replace("inbox", "done", StringComparison.Ordinal));

        await Eventually.HoldsAsync(async () => (await agent.GetReceiptAsync(id)).State == ReceiptState.Settled);
    }

    [Fact]
    public async Task A_temporary_team_is_made_in_one_line_and_gone_when_disposed()
    {
        string root;
        await using (var team = TemporaryTeam.Create())
        {
            root = team.Root;
            var a = await _team.JoinAsync("a");
            await a.SendAsync("hello", "a");
            Assert.Equal(["hello"], await a.TakeAsync(1));
        }

        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public async Task Sending_again_that_is_cancelled_sends_nothing()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("dead", "agent");
        var delivery = await agent.NextAsync();
        await delivery.DeadLetterAsync("why");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.SendAgainAsync(delivery.Message.Id, new CancellationToken(canceled: true)).AsTask());

        Assert.Single(_team.Files("agent", "dead"));
    }

    [Fact]
    public async Task A_mailbox_that_closed_is_not_looked_after_while_others_of_its_team_stay()
    {
        var stays = await _team.JoinAsync("stays");
        var first = await _team.JoinAsync("comes and goes");
        var second = await _team.JoinAsync("comes and goes");
        await first.DisposeAsync();
        await second.SendAsync("still looked after", "comes and goes");
        Assert.Equal(["still looked after"], await second.TakeAsync(1));

        await second.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => stays.Store.Arrival("comes and goes"));
        await stays.SendAsync("for later", "comes and goes");
        Assert.Equal(["for later"], await (await _team.JoinAsync("comes and goes")).TakeAsync(1));
    }

    private static async Task<List<string>> DumpAsync(AgentMailbox agent) =>
        [.. (await agent.SearchAsync(new MessageQuery { OldestFirst = true })).Select(found => $"{found.Message.Text}|{found.State}|{found.Attempt}|{found.ClaimedBy}|{found.Reason}|{found.Path}")];
}
