using Mailbox.Store;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Mailbox.Teams;
using Mailbox.TestKit;
using static SQLitePCL.raw;

namespace Mailbox.Tests.Store;

/// <summary>What a message costs the index, counted in the steps of SQLite's virtual machine and not in time, must not grow with what lies there already.</summary>
public sealed class IndexCostTests : IDisposable
{
    private static readonly StoreClock Now = new(1_795_251_570_205, 1_000_000);
    private readonly TestFolder _folder = new();
    private long _steps;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_one_message_it_is_the_same_beside_a_hundred_and_beside_ten_thousand_files()
    {
        using var index = IndexConnection.Open(_folder["index.db"]);
        index.Run(IndexSchema.Create);
        sqlite3_progress_handler(index.Handle, 1, _ => (int)(Interlocked.Increment(ref _steps) * 0), null); // After each step; zero: go on.
        Fill(index, 100);
        var few = Cost(index);
        Fill(index, 10_000);
        var many = Cost(index);

        Assert.True(many < few * 1.2, $"{few} steps beside 100 files, {many} beside 10 000.");
    }

    /// <summary>Half of them wait, half are settled.</summary>
    private static void Fill(IndexConnection index, int files)
    {
        index.Run("BEGIN");
        for (var i = 0; i < files; i++)
        {
            Add(index, i % 2 == 0 ? Box.Inbox : Box.Done);
        }

        index.Commit();
    }

    /// <summary>A message comes, is looked for, claimed, renewed and acknowledged.</summary>
    private long Cost(IndexConnection index)
    {
        var before = _steps;
        Add(index, Box.Inbox);
        Assert.True(ClaimQueries.IsAnythingDue(index, "agent", Now));
        Assert.Null(ClaimQueries.NextDue(index, "agent", Now));
        var claimed = Assert.Single(ClaimQueries.Claim(index, "agent", new Consumer("owner", "claims-1.log"), 1, "owner", TimeSpan.FromSeconds(30), 5, Now).Claimed);
        var lease = new LeaseKey("agent", claimed.Id, claimed.Token);
        Assert.True(ClaimQueries.Renew(index, lease, "agent", TimeSpan.FromSeconds(30), Now));
        Assert.True(SettleQueries.Acknowledge(index, lease, "agent", Now).Settled);
        return _steps - before;
    }

    private static void Add(IndexConnection index, Box box)
    {
        var message = new Message { Id = Guid.CreateVersion7(), From = "sender", To = "agent", Text = "text", Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Now.Wall) };
        Assert.True(EntryQueries.Add(index, "agent", box, new MessageFile($"{Guid.CreateVersion7()}.json", [new Entry(message, IsRead: false, HasOwnIdentity: true, Problem: null, message.From)], null, null), Now, isBuried: static _ => false).IsNew);
    }
}
