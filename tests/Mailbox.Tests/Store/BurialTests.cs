using Mailbox.Store;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

public sealed class BurialTests : IAsyncDisposable
{
    private const string Agent = "agent";
    private readonly TestFolder _folder = new();
    private readonly Fault _fault = new();
    private readonly ManualTime _time = new();
    private readonly MailboxOptions _options;
    private readonly FileMessageStore _store;

    public BurialTests()
    {
        _options = new MailboxOptions { TimeProvider = _time, Durability = Durability.ProcessCrash, Disk = FaultyFileSystem.Disk(_fault) };
        _store = new FileMessageStore(_folder["store"], _options);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dead_letter_that_another_process_writes_while_it_is_missed_is_not_forgotten()
    {
        var id = await BuryHalfAsync();
        File.WriteAllText(Path.Combine(_folder["store"], "agents", Agent, "dead", "something.txt"), "So that the folder is looked through.");
        using var other = IndexConnection.Open(Path.Combine(_folder["store"], "index.db"));
        Assert.True(SpinWait.SpinUntil(other.TryBegin, TimeSpan.FromSeconds(10)));
        var searching = Task.Run(() => _store.SearchAsync(new MessageQuery(), Cancel), Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancel); // By now it has missed the file, and waits for its turn to say so. If not, this shows nothing.
        var spool = new MessageSpool(_options.Disk, _folder["store"], _options);
        var settler = new SpoolSettler(spool, sync: false);
        var burial = Assert.Single(SettleQueries.Unfinished(other, Agent));
        settler.Write(burial);
        var (_, move) = SettleQueries.FinishBurial(other, burial);
        other.Commit();
        settler.Apply(move);

        Assert.Equal(MessageState.Dead, Assert.Single(await searching, found => found.Message.Id == id).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_letter_holds_though_the_index_is_made_anew_before_it_is_written(bool isSettledMeanwhile)
    {
        await _store.OpenMailboxAsync(Agent, Cancel);
        Message[] messages = [Mail.Message("dies", Agent), Mail.Message("waits", Agent)];
        await _store.PublishAsync(Agent, [.. messages.Select(static message => EntryWriter.Write(message))], sync: false);
        await _store.SearchAsync(new MessageQuery(), Cancel);
        var claims = await _store.ClaimAsync(Agent, 2, TimeSpan.FromMinutes(5), 5, Cancel);
        await using var other = new FileMessageStore(_folder["store"], new MailboxOptions { TimeProvider = _time, Durability = Durability.ProcessCrash });
        _fault.Arm(1, call =>
        {
            MakeAnewAsync().GetAwaiter().GetResult();
            return null;
        }, "write ");

        Assert.True(await _store.DeadLetterAsync(claims[0].Lease, "never"));

        Assert.NotNull(_fault.Failed);
        Assert.Equal(MessageState.Dead, Assert.Single(await other.SearchAsync(new MessageQuery(), Cancel), found => found.Message.Id == messages[0].Id).State);
        Assert.DoesNotContain(await other.ClaimAsync(Agent, 2, TimeSpan.FromMinutes(5), 5, Cancel), claim => claim.Message.Id == messages[0].Id);
        Assert.Empty((await other.VerifyAsync(null, Cancel)).Differences);

        async Task MakeAnewAsync()
        {
            foreach (var file in Directory.GetFiles(_folder["store"], "index.db*"))
            {
                File.Delete(file);
            }

            await other.OpenMailboxAsync(Agent, Cancel);
            await other.SearchAsync(new MessageQuery(), Cancel);
            foreach (var claim in isSettledMeanwhile ? await other.ClaimAsync(Agent, 1, TimeSpan.FromMinutes(5), 5, Cancel) : [])
            {
                await other.AcknowledgeAsync(claim.Lease);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_was_sent_again_is_not_buried_once_more_by_who_comes_late(bool isSettled)
    {
        var id = await BuryHalfAsync();
        var stopped = new Fault();
        await using var late = new FileMessageStore(_folder["store"], _options with { Disk = FaultyFileSystem.Disk(stopped) });
        stopped.Arm(1, call =>
        {
            SendAgainAsync().GetAwaiter().GetResult();
            return null;
        }, "rename ");

        await late.SearchAsync(new MessageQuery(), Cancel);

        Assert.Contains("dead", stopped.Failed, StringComparison.Ordinal);
        Assert.Equal(isSettled ? MessageState.Done : MessageState.Waiting, Assert.Single(await _store.SearchAsync(new MessageQuery(), Cancel)).State);
        Assert.Empty((await _store.VerifyAsync(null, Cancel)).Differences);

        async Task SendAgainAsync()
        {
            await _store.SearchAsync(new MessageQuery(), Cancel);
            await _store.SendAgainAsync(Agent, id, Cancel);
            if (isSettled)
            {
                Assert.True(await _store.AcknowledgeAsync((await ReceiveAsync()).Lease));
            }
        }
    }

    private async Task<Claim> ReceiveAsync()
    {
        while (true)
        {
            if (await _store.ReceiveAsync(Agent, 1, TimeSpan.FromMinutes(5), 5, Eventually.Cancel()) is [var claim])
            {
                return claim;
            }
        }
    }

    /// <summary>Has a message become a dead letter in the index, and not yet in the folder, some time ago.</summary>
    private async Task<Guid> BuryHalfAsync()
    {
        await _store.OpenMailboxAsync(Agent, Cancel);
        var message = Mail.Message("dies", Agent);
        await _store.PublishAsync(Agent, [EntryWriter.Write(message)], sync: false);
        var claim = await ReceiveAsync();
        _fault.Arm(1, static call => call.EndsWith(".json", StringComparison.Ordinal) ? new IOException($"No space left at {call}") : null, "write ", isLasting: true);
        await Assert.ThrowsAsync<MailboxStorageException>(() => _store.DeadLetterAsync(claim.Lease, "never"));
        _fault.Count();
        _time.Leap(TimeSpan.FromMinutes(1));
        return message.Id;
    }
}
