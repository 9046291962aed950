using System.Globalization;
using Mailbox.Store;
using Mailbox.Store.Index;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

/// <summary>The only consumer of a mailbox hands out what comes before the index knows it.</summary>
public sealed class FreshMailTests : IAsyncDisposable
{
    private const string Agent = "agent";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly TestFolder _folder = new();
    private readonly List<FileMessageStore> _stores = [];
    private readonly Fault _fault = new();

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Mail_is_handed_out_although_nobody_can_write_to_the_index()
    {
        var store = await OpenAsync();
        var acknowledged = await WhileLockedAsync(store, async (_, cancel) =>
        {
            await SendAsync(store, "one");
            var claim = Assert.Single(await ReceiveAsync(store, 1, cancel));
            Assert.Equal("one", claim.Message.Text);
            Assert.Equal(1, claim.Attempt);
            return store.AcknowledgeAsync(claim.Lease);
        });

        Assert.True(await acknowledged);
        var found = Assert.Single(await store.SearchAsync(new MessageQuery(), Cancel), static one => one.Message.Text == "one");
        Assert.Equal(MessageState.Done, found.State);
        Assert.Equal(1, found.Attempt);
    }

    [Fact]
    public async Task Every_way_to_settle_is_kept()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "rejected", "dead", "released", "renewed");
        var claims = (await ReceiveAsync(store, 4)).ToDictionary(static claim => claim.Message.Text, StringComparer.Ordinal);
        Assert.True(await store.RejectAsync(claims["rejected"].Lease, "not now", TimeSpan.Zero, 5));
        Assert.True(await store.DeadLetterAsync(claims["dead"].Lease, "never"));
        Assert.True(await store.ReleaseAsync(claims["released"].Lease));
        Assert.Equal([true], await store.RenewAsync([(claims["renewed"].Lease, Lease)]));
        Assert.True(await store.AcknowledgeAsync(claims["renewed"].Lease));
        Assert.False(await store.AcknowledgeAsync(claims["renewed"].Lease));

        var again = (await ReceiveAsync(store, 2)).ToDictionary(static claim => claim.Message.Text, static claim => claim.Attempt, StringComparer.Ordinal);
        Assert.Equal((2, 1), (again["rejected"], again["released"]));
        Assert.Equal(MessageState.Dead, Assert.Single(await store.GetAsync(claims["dead"].Lease.Id, Cancel)).State);
    }

    [Fact]
    public async Task Each_message_goes_to_one_of_two_consumers()
    {
        var first = await ConsumeAsync();
        await SendAsync(first, "in hand");
        var inHand = Assert.Single(await ReceiveAsync(first, 1));
        await SendAsync(first, [.. Enumerable.Range(0, 50).Select(static n => $"{n}")]);

        var second = await OpenAsync();
        List<string> got = [.. (await second.ClaimAsync(Agent, 20, Lease, 5, Cancel)).Select(static claim => claim.Message.Text)];
        while (got.Count < 50)
        {
            got.AddRange((await first.ReceiveAsync(Agent, 10, Lease, 5, Cancel)).Select(static claim => claim.Message.Text));
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(static n => $"{n}").Order(StringComparer.Ordinal), got.Order(StringComparer.Ordinal));
        Assert.True(await first.AcknowledgeAsync(inHand.Lease));
    }

    [Fact]
    public async Task Who_was_replaced_cannot_settle_and_what_it_had_is_handed_out_again()
    {
        var store = await OpenAsync();
        LeaseKey lease = default;
        var acknowledged = await WhileLockedAsync(store, async (locked, cancel) =>
        {
            await SendAsync(store, "one", "two");
            var claims = await ReceiveAsync(store, 2, cancel);
            lease = claims[1].Lease;

            // As another process does when this one is frozen past its time.
            locked.Execute("UPDATE consumers SET alone_until = 0");
            locked.Commit();
            return store.AcknowledgeAsync(claims[0].Lease);
        });

        Assert.False(await acknowledged);
        Assert.False(await store.AcknowledgeAsync(lease));
        var again = await ReceiveAsync(store, 2);
        Assert.Equal(["one", "two"], again.Select(static claim => claim.Message.Text));
        Assert.All(again, claim => Assert.True(claim.Lease.Token > lease.Token));
    }

    [Fact]
    public async Task An_acknowledgement_that_is_written_after_its_lease_does_not_count()
    {
        var time = new ManualTime();
        var store = await OpenAsync(time);
        var acknowledged = await WhileLockedAsync(store, async (_, cancel) =>
        {
            await SendAsync(store, "one");
            var claim = Assert.Single(await ReceiveAsync(store, 1, cancel));
            var acknowledged = store.AcknowledgeAsync(claim.Lease);
            time.Advance(Lease + TimeSpan.FromSeconds(1));
            return acknowledged;
        });

        Assert.False(await acknowledged);
        Assert.Equal(2, Assert.Single(await ReceiveAsync(store, 1)).Attempt);
    }

    [Fact]
    public async Task What_a_dead_process_had_in_hand_counts_as_an_attempt()
    {
        var store = await OpenAsync();
        await SendAsync(store, "poison", "not touched");
        var poison = (await MessagesInAsync(store)).Single(static message => message.Text == "poison");
        await File.WriteAllTextAsync(Path.Combine(Temporary, "claims-of-the-dead.log"), $"{JournalLine(poison.Id, 1)}\n{poison.Id.ToString()[..20]}", Cancel);
        await ReplaceByAsync(store, Processes.ProcessIdentity.Current with { Start = "long ago" }, "claims-of-the-dead.log", aloneUntil: long.MaxValue);

        var claims = (await ReceiveAsync(store, 2)).ToDictionary(static claim => claim.Message.Text, static claim => claim.Attempt, StringComparer.Ordinal);
        Assert.Equal((2, 1), (claims["poison"], claims["not touched"]));
        Assert.Empty(Directory.GetFiles(Temporary, "claims-of-the-dead.log"));
    }

    [Fact]
    public async Task What_a_frozen_process_had_in_hand_stays_its_own_until_its_lease_ends()
    {
        var store = await OpenAsync();
        await SendAsync(store, "in hand", "waiting");
        var inHand = (await MessagesInAsync(store)).Single(static message => message.Text == "in hand");

        // A line that was written in part, and then one that was written whole.
        await File.WriteAllTextAsync(Path.Combine(Temporary, "claims-frozen.log"), $"{JournalLine(inHand.Id, 1)[..60]}{JournalLine(inHand.Id, 1)}", Cancel);
        await ReplaceByAsync(store, Processes.ProcessIdentity.Current, "claims-frozen.log", aloneUntil: ConsumerQueries.Clock);

        Assert.Equal("waiting", Assert.Single(await store.ClaimAsync(Agent, 10, Lease, 5, Cancel)).Message.Text);
        Assert.True(await store.AcknowledgeAsync(new LeaseKey(Agent, inHand.Id, 1)));
        Assert.Equal(1, (await store.GetAsync(inHand.Id, Cancel)).Single().Attempt);
    }

    [Fact]
    public async Task Who_is_replaced_while_it_is_frozen_can_still_settle_what_it_has()
    {
        var (store, other) = (await OpenAsync(), await OpenAsync());
        var acknowledged = await WhileLockedAsync(store, async (locked, cancel) =>
        {
            await SendAsync(store, "one", "two");
            var claims = await ReceiveAsync(store, 2, cancel);
            var replacing = Task.Run(() => other.ClaimAsync(Agent, 10, Lease, 5, Cancel), Cancel);
            locked.Execute("UPDATE consumers SET alone_until = 2"); // Long ago.
            locked.Commit();
            Assert.Empty(await replacing);
            return await Task.WhenAll(claims.Select(claim => store.AcknowledgeAsync(claim.Lease)));
        });

        Assert.Equal([true, true], acknowledged);
        Assert.Empty(await other.ClaimAsync(Agent, 10, Lease, 5, Cancel));
    }

    [Fact]
    public async Task A_dead_letter_that_is_sent_again_counts_no_attempt_of_before()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "dead");
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        Assert.True(await store.DeadLetterAsync(claim.Lease, "never"));
        await store.SendAgainAsync(Agent, claim.Message.Id, Cancel);
        await File.WriteAllTextAsync(Path.Combine(Temporary, "claims-of-the-dead.log"), JournalLine(claim.Message.Id, claim.Lease.Token), Cancel);
        await ReplaceByAsync(store, Processes.ProcessIdentity.Current with { Start = "long ago" }, "claims-of-the-dead.log", aloneUntil: long.MaxValue);

        Assert.Equal(1, Assert.Single(await ReceiveAsync(store, 1)).Attempt);
    }

    [Fact]
    public async Task What_a_person_has_settled_is_not_handed_out_afterwards()
    {
        var (store, person) = (await ConsumeAsync(), new FileMessageStore(_folder["store"], new MailboxOptions { Durability = Durability.ProcessCrash }));
        _stores.Add(person);
        Assert.NotEmpty(await MessagesInAsync(person));
        await SendAsync(store, "in hand");
        var inHand = Assert.Single(await ReceiveAsync(store, 1));
        await SendAsync(store, "unwanted");
        SpinWait.SpinUntil(() => store.Fresh(Agent).HasWaiting, TimeSpan.FromSeconds(1)); // A slow machine may have put it into the index by now: then this shows nothing.
        var unwanted = (await MessagesInAsync(person)).Single(static message => message.Text == "unwanted");

        var seized = await person.SeizeAsync(Agent, unwanted.Id, "by hand", Lease);
        Assert.True(await person.AcknowledgeAsync(seized!.Value));

        Assert.Empty(await store.ClaimAsync(Agent, 10, Lease, 5, Cancel));
        Assert.True(await store.AcknowledgeAsync(inHand.Lease));
    }

    [Fact]
    public async Task A_claim_of_before_it_was_given_back_is_no_attempt()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "given back");
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        var journal = Directory.GetFiles(Temporary, "claims-*.log").Select(File.ReadAllText).Single(text => text.Contains(claim.Message.Id.ToString(), StringComparison.Ordinal));
        Assert.True(await store.ReleaseAsync(claim.Lease));

        // As if it had died before its journal said so.
        await File.WriteAllTextAsync(Path.Combine(Temporary, "claims-of-the-dead.log"), journal, Cancel);
        await ReplaceByAsync(store, Processes.ProcessIdentity.Current with { Start = "long ago" }, "claims-of-the-dead.log", aloneUntil: long.MaxValue);

        Assert.Equal(1, Assert.Single(await ReceiveAsync(store, 1)).Attempt);
    }

    [Fact]
    public async Task A_claim_in_memory_is_lost_when_a_person_has_given_the_message_back_meanwhile()
    {
        var store = await OpenAsync();
        var acknowledged = await WhileLockedAsync(store, async (locked, cancel) =>
        {
            await SendAsync(store, "one");
            var claim = Assert.Single(await ReceiveAsync(store, 1, cancel));
            var name = Path.GetFileName(Directory.GetFiles(Path.Combine(_folder["store"], "agents", Agent, "inbox")).Single(file => File.ReadAllText(file).Contains(claim.Message.Id.ToString(), StringComparison.Ordinal)));
            var now = StoreClock.Read(TimeProvider.System);
            var file = locked.Number("INSERT INTO files(agent, box, name, open) VALUES($0, 0, $1, 1) RETURNING id", Agent, name)!.Value;
            Assert.True(EntryQueries.Insert(locked, Agent, file, 0, claim.Message, MessageState.Waiting, now));
            var seized = ClaimQueries.Seize(locked, Agent, claim.Message.Id, "by hand", Lease, now)!.Value;
            Assert.True(SettleQueries.Release(locked, new LeaseKey(Agent, claim.Message.Id, seized), Agent, now));
            locked.Commit();
            return store.AcknowledgeAsync(claim.Lease);
        });

        Assert.False(await acknowledged);
        Assert.Equal("one", Assert.Single(await ReceiveAsync(store, 1)).Message.Text);
    }

    [Fact]
    public async Task The_journal_of_a_dead_consumer_stays_until_another_one_takes_its_place()
    {
        var store = await OpenAsync();
        await SendAsync(store, "poison");
        var poison = Assert.Single(await MessagesInAsync(store));
        var journal = Path.Combine(Temporary, "claims-of-the-dead.log");
        await File.WriteAllTextAsync(journal, JournalLine(poison.Id, 1), Cancel);
        File.SetLastWriteTimeUtc(journal, DateTime.UtcNow.AddHours(-2));
        await ReplaceByAsync(store, Processes.ProcessIdentity.Current with { Start = "long ago" }, "claims-of-the-dead.log", aloneUntil: long.MaxValue);

        Assert.Equal(0, (await store.CleanAsync(new RetentionOptions(), dryRun: false, progress: null, Cancel)).Temporary);
        await store.Fresh(Agent).ReplaceAsync((await store.Index.ReadAsync(static index => ConsumerQueries.Find(index, Agent), Cancel))! with { AloneUntil = 1 }, 5, static _ => Task.CompletedTask);
        Assert.True(File.Exists(journal)); // Its right had changed, so nobody took its place.

        Assert.Equal(2, Assert.Single(await ReceiveAsync(store, 1)).Attempt);
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task Whoever_claims_until_nothing_is_left_gets_everything()
    {
        var store = await OpenAsync();
        await SendAsync(store, "a", "b");
        await store.KnownIdsAsync(Agent, [], Cancel); // Both are in the index.
        List<string> got = [];
        got.AddRange((await store.ClaimAsync(Agent, 1, Lease, 5, Cancel)).Select(static claim => claim.Message.Text));
        await SendAsync(store, "c", "d");
        await Eventually.HoldsAsync(async () => (await store.PeekAsync(Agent, 10, Cancel)).Count == 3);
        await SendAsync(store, "e");
        await Eventually.HoldsAsync(async () => (await store.PeekAsync(Agent, 10, Cancel)).Count == 4);
        while (await store.ClaimAsync(Agent, 1, Lease, 5, Cancel) is [var claim])
        {
            got.Add(claim.Message.Text);
        }

        Assert.Equal(["a", "b", "c", "d", "e"], got);
    }

    [Fact]
    public async Task What_this_process_has_sent_is_claimed_at_once()
    {
        var store = await OpenAsync();
        for (var n = 0; n < 300; n++)
        {
            await SendAsync(store, $"{n}");
            var claim = Assert.Single(await store.ClaimAsync(Agent, 2, Lease, 5, Cancel));
            Assert.Equal($"{n}", claim.Message.Text);
            Assert.True(await store.AcknowledgeAsync(claim.Lease));
        }
    }

    [Fact]
    public async Task The_journal_names_what_is_handed_out_before_the_index_does()
    {
        var store = await OpenAsync();
        await WhileLockedAsync(store, async (_, cancel) =>
        {
            await SendAsync(store, "one");
            var claim = Assert.Single(await ReceiveAsync(store, 1, cancel));
            Assert.Contains(Directory.GetFiles(Temporary, "claims-*.log"), file => File.ReadAllText(file).Contains(claim.Message.Id.ToString(), StringComparison.Ordinal));
            return true;
        });
    }

    [Fact]
    public async Task When_the_journal_cannot_be_written_the_index_hands_out()
    {
        var store = await ConsumeAsync();
        _fault.Arm(1, static call => new IOException($"No space left at {call}"), "append ", isLasting: true);
        await SendAsync(store, "one");
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        Assert.NotNull(_fault.Failed);
        Assert.True(await store.AcknowledgeAsync(claim.Lease));
    }

    [Fact]
    public async Task Mail_comes_in_order_however_much_there_is_and_urgent_mail_first()
    {
        const int Count = 6000;
        var store = await ConsumeAsync();
        for (var batch = 0; batch < Count; batch += 100)
        {
            await SendAsync(store, [.. Enumerable.Range(batch, 100).Select(static n => n.ToString(CultureInfo.InvariantCulture))]);
        }

        await PublishAsync(store, [Mail.Message("urgent", Agent, static message => message with { Priority = Priority.High })]);
        List<string> got = [];
        while (got.Count <= Count)
        {
            foreach (var claim in await store.ReceiveAsync(Agent, 150, Lease, 5, Cancel))
            {
                got.Add(claim.Message.Text);
                Assert.True(await store.AcknowledgeAsync(claim.Lease));
            }
        }

        Assert.True(got.IndexOf("urgent") < Count, "It came last.");
        got.Remove("urgent");
        Assert.Equal(Enumerable.Range(0, Count).Select(static n => n.ToString(CultureInfo.InvariantCulture)), got);
        Assert.True((await store.VerifyAsync(null, Cancel)).IsConsistent);
    }

    [Fact]
    public async Task What_comes_later_is_not_handed_out_before_what_is_on_its_way_to_the_index()
    {
        var store = await OpenAsync();
        List<string> got = [];
        var receiving = await WhileLockedAsync(store, async (_, cancel) =>
        {
            await SendAsync(store, [.. Enumerable.Range(0, 10).Select(static n => $"{n}")]);
            got = [.. (await ReceiveAsync(store, 4, cancel)).Select(static claim => claim.Message.Text)];
            await SendAsync(store, "younger");
            var written = store.KnownIdsAsync(Agent, [], Cancel); // On its way, and not let through.
            return Task.WhenAll(written, Task.Run(async () => got.AddRange((await ReceiveAsync(store, 7)).Select(static claim => claim.Message.Text)), Cancel));
        });

        await receiving;
        Assert.Equal([.. Enumerable.Range(0, 10).Select(static n => $"{n}"), "younger"], got);
    }

    [Fact]
    public async Task Mail_does_not_wait_behind_what_is_less_urgent()
    {
        var store = await ConsumeAsync();
        await PublishAsync(store, [.. Enumerable.Range(0, 5).Select(static n => Mail.Message($"low {n}", Agent, static message => message with { Priority = Priority.Low }))]);
        await SendAsync(store, "normal");
        await store.KnownIdsAsync(Agent, [], Cancel); // All has come.
        Assert.Equal("normal", Assert.Single(await ReceiveAsync(store, 1)).Message.Text);
    }

    [Fact]
    public async Task What_was_given_back_is_not_in_the_journal()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "given back", "in hand");
        var claims = (await ReceiveAsync(store, 2)).ToDictionary(static claim => claim.Message.Text, StringComparer.Ordinal);
        Assert.True(await store.ReleaseAsync(claims["given back"].Lease));
        Assert.DoesNotContain(Directory.GetFiles(Temporary, "claims-*.log"), file => File.ReadAllText(file).Contains(claims["given back"].Message.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_in_memory_is_known_to_who_drains_an_inbox()
    {
        var store = await ConsumeAsync();
        var message = Mail.Message("in memory", Agent);
        await PublishAsync(store, [message]);
        Assert.Contains(message.Id, await store.KnownIdsAsync(Agent, [message.Id], Cancel));
    }

    [Fact]
    public async Task Handlers_that_take_one_message_after_the_other_are_not_kept_waiting()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, [.. Enumerable.Range(0, 20).Select(static n => $"{n}")]);
        foreach (var claim in await ReceiveAsync(store, 20))
        {
            Assert.True(await store.AcknowledgeAsync(claim.Lease));
        }

        Assert.All(await store.SearchAsync(new MessageQuery(), Cancel), static found => Assert.Equal(MessageState.Done, found.State));
    }

    [Fact]
    public async Task A_mailbox_that_is_closed_and_opened_again_has_all_its_mail()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "in hand");
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        await SendAsync(store, [.. Enumerable.Range(0, 100).Select(static n => $"{n}")]);
        await store.CloseMailboxAsync(Agent);
        Assert.True(await store.AcknowledgeAsync(claim.Lease));
        await store.OpenMailboxAsync(Agent, Cancel);
        Assert.Equal(Enumerable.Range(0, 100).Select(static n => $"{n}"), (await ReceiveAsync(store, 100)).Select(static one => one.Message.Text));
    }

    [Fact]
    public async Task A_message_of_a_known_id_is_not_handed_out_again()
    {
        var store = await ConsumeAsync();
        var message = Mail.Message("once", Agent);
        await PublishAsync(store, [message]);
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        await PublishAsync(store, [message]);
        Assert.True(await store.AcknowledgeAsync(claim.Lease));
        await PublishAsync(store, [message]);
        await SendAsync(store, "afterwards");
        Assert.Equal("afterwards", Assert.Single(await ReceiveAsync(store, 1)).Message.Text);
    }

    [Fact]
    public async Task What_nobody_asks_for_is_in_the_index_soon()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "one");
        await Eventually.HoldsAsync(() => store.Index.ReadAsync(static index => index.Number("SELECT 1 FROM messages WHERE agent = $0 AND state = 0", Agent) is not null, Cancel));
    }

    [Fact]
    public async Task A_handler_that_takes_its_time_shows_in_the_index()
    {
        var store = await ConsumeAsync();
        await SendAsync(store, "one");
        var claim = Assert.Single(await ReceiveAsync(store, 1));
        await Eventually.HoldsAsync(() => store.Index.ReadAsync(index => index.Number("SELECT 1 FROM messages WHERE id = $0 AND state = 2 AND attempt = 1", claim.Message.Id) is not null, Cancel));
        Assert.True(await store.AcknowledgeAsync(claim.Lease));
    }

    private string Temporary => Path.Combine(_folder["store"], "agents", Agent, "tmp");

    /// <summary>Does something as the only consumer while somebody else has begun to write to the index, and takes his time. A machine that stood still meanwhile has ended the right to that; then once more.</summary>
    private async Task<T> WhileLockedAsync<T>(FileMessageStore store, Func<IndexConnection, CancellationToken, Task<T>> act)
    {
        for (var tries = 1; ; tries++)
        {
            await ConsumeFirstAsync(store);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            enough.CancelAfter(TimeSpan.FromSeconds(tries * 2));
            using var locked = IndexConnection.Open(Path.Combine(_folder["store"], "index.db"));
            Assert.True(SpinWait.SpinUntil(locked.TryBegin, TimeSpan.FromSeconds(10)));
            try
            {
                return await act(locked, enough.Token);
            }
            catch (OperationCanceledException) when (tries < 5)
            {
                // As above.
            }
        }
    }

    /// <summary>A claim as a journal has it, with its lease in the future.</summary>
    private static string JournalLine(Guid id, long token) => $"\n{id} {token:D19} {ConsumerQueries.Clock + 60_000:D19} {TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds():D19}";

    /// <summary>Makes another process the only consumer.</summary>
    private static Task<int> ReplaceByAsync(FileMessageStore store, Processes.ProcessIdentity process, string journal, long aloneUntil) => store.Index.WriteAsync(index => index.Execute(
        "INSERT OR REPLACE INTO consumers(agent, owner, journal, token, alone_until, shared_until) VALUES($0, $1, $2, 1, $3, 0)", Agent, process.ToString(), journal, aloneUntil));

    private async Task<FileMessageStore> OpenAsync(TimeProvider? time = null)
    {
        var store = new FileMessageStore(_folder["store"], new MailboxOptions { TimeProvider = time ?? TimeProvider.System, Durability = Durability.ProcessCrash, Disk = FaultyFileSystem.Disk(_fault) });
        _stores.Add(store);
        await store.OpenMailboxAsync(Agent, Cancel);
        return store;
    }

    private async Task<FileMessageStore> ConsumeAsync()
    {
        var store = await OpenAsync();
        await ConsumeFirstAsync(store);
        return store;
    }

    /// <summary>Who has claimed is the only consumer then.</summary>
    private async Task ConsumeFirstAsync(FileMessageStore store)
    {
        await SendAsync(store, "first");
        for (var isFirst = false; !isFirst;)
        {
            var claim = Assert.Single(await ReceiveAsync(store, 1));
            Assert.True(await store.AcknowledgeAsync(claim.Lease));
            isFirst = claim.Message.Text == "first";
        }
    }

    private async Task<List<Claim>> ReceiveAsync(FileMessageStore store, int count, CancellationToken? cancel = null)
    {
        List<Claim> claims = [];
        while (claims.Count < count)
        {
            claims.AddRange(await store.ReceiveAsync(Agent, count - claims.Count, Lease, 5, cancel ?? Cancel));
        }

        return claims;
    }

    private static Task SendAsync(FileMessageStore store, params string[] texts) => PublishAsync(store, [.. texts.Select(static text => Mail.Message(text, Agent))]);

    private static Task PublishAsync(FileMessageStore store, Message[] messages) => store.PublishAsync(Agent, Array.ConvertAll(messages, EntryWriter.Write), sync: false);

    private async Task<IReadOnlyList<Message>> MessagesInAsync(FileMessageStore store) => [.. (await store.SearchAsync(new MessageQuery(), Cancel)).Select(static found => found.Message)];
}
