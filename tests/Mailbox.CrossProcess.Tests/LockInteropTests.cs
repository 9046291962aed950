using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>Our lock against the npm package proper-lockfile 4.1.2 in Node processes, on one inbox.</summary>
public sealed class LockInteropTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();

    public async ValueTask InitializeAsync()
    {
        Tools.Require("node");
        Tools.Require("npm");
        await Tools.RunAsync("npm", Scripts, "install", "--no-audit", "--no-fund");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    private static string Scripts => Path.Combine(AppContext.BaseDirectory, "foreign");

    [Fact]
    public async Task Eight_writers_in_two_languages_fill_an_inbox_that_we_drain_and_every_message_comes_once()
    {
        const int Each = 1250;
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        var writers = Enumerable.Range(0, 4).Select(n => WorkerProcess.Start("node", Path.Combine(Scripts, "writer.js"), inbox, $"{n * Each}", $"{Each}", n % 2 == 0 ? "rename" : "in place")).ToList();
        var ours = Enumerable.Range(4, 4).Select(n => WriteAsync(inbox, n * Each, Each)).ToList();

        HashSet<string> seen = [];
        List<string> twice = [];
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await foreach (var delivery in agent.ReceiveAsync(new ReceiveOptions { Prefetch = 256 }, stop.Token))
        {
            await delivery.AcknowledgeAsync();
            if (!seen.Add(delivery.Message.Text))
            {
                twice.Add(delivery.Message.Text);
            }

            if (seen.Count == 8 * Each)
            {
                break;
            }
        }

        var codes = await Task.WhenAll(writers.Select(writer => writer.EndsAsync()));
        Assert.All(codes, code => Assert.Equal(0, code));
        await Task.WhenAll(ours);
        writers.ForEach(writer => writer.Dispose());
        Assert.Equal(8 * Each, seen.Count);
        Assert.Empty(twice);
        await Eventually.HoldsAsync(() => File.ReadAllText(inbox) == "[]");
        Assert.Empty(await agent.ClaimAsync(10));
    }

    /// <summary>
    /// Two of them take no lock: they overwrite what others wrote at that moment, and bring back what we have taken, which comes again, as it does to
    /// real clients: entries alike in every field are all delivered. Nobody can prevent either; how much it was is printed. Nothing is torn, and
    /// it all goes on.
    /// </summary>
    [Fact]
    public async Task Of_eight_writers_in_three_languages_two_without_a_lock_nothing_is_torn_and_it_goes_on()
    {
        Tools.Require("python3");
        const int Each = 250;
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        var writers = Enumerable.Range(0, 3).Select(n => WorkerProcess.Start("node", Path.Combine(Scripts, "writer.js"), inbox, $"{n * Each}", $"{Each}", "rename"))
            .Concat(Enumerable.Range(3, 2).Select(n => WorkerProcess.Start("python3", Path.Combine(Scripts, "writer.py"), inbox, $"{n * Each}", $"{Each}"))).ToList();
        var ours = Enumerable.Range(5, 3).Select(n => WriteAsync(inbox, n * Each, Each)).ToList();
        List<string> seen = [];
        var everybody = Task.WhenAll([.. writers.Select(static writer => writer.EndsAsync()), .. ours]);
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in await agent.ClaimAsync(1000))
            {
                await delivery.AcknowledgeAsync();
                seen.Add(delivery.Message.Text);
            }

            return everybody.IsCompleted && File.ReadAllText(inbox) == "[]" && _team.Files("agent", "inbox").Count == 0;
        });

        Assert.All(await everybody, static code => Assert.Equal(0, code));
        writers.ForEach(static writer => writer.Dispose());
        Assert.All(seen, static text => Assert.InRange(int.Parse(text), 0, (8 * Each) - 1));
        Assert.Empty(_team.Files("agent", "dead"));
        Assert.True((await agent.VerifyAsync()).IsConsistent);
        var different = seen.Distinct().Count();
        TestContext.Current.TestOutputHelper?.WriteLine($"Of {8 * Each} messages {(8 * Each) - different} were overwritten by those without a lock, {seen.Count - different} brought back by them");
        await WriteAsync(inbox, first: 8 * Each, count: 1);
        Assert.Equal($"{8 * Each}", Assert.Single(await agent.ClaimAllAsync(1)).Message.Text);
    }

    [Fact]
    public async Task A_folder_that_is_deleted_and_made_again_under_writers_of_both_kinds_goes_on()
    {
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        for (var round = 0; round < 10; round++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
            using var writer = WorkerProcess.Start("node", Path.Combine(Scripts, "writer.js"), inbox, $"{round * 100}", "20", "rename");
            Assert.Equal(0, await writer.EndsAsync());
            HashSet<string> seen = [];
            await Eventually.HoldsAsync(async () =>
            {
                foreach (var delivery in await agent.ClaimAsync(100))
                {
                    await delivery.AcknowledgeAsync();
                    Assert.True(seen.Add(delivery.Message.Text));
                }

                return seen.Count == 20;
            });
            _team.Folder.Vanish("teams", _team.Name);
        }
    }

    [Fact]
    public async Task A_node_reader_that_drains_what_we_write_sees_every_message_once()
    {
        const int Count = 5000;
        _team.Folder.Write($"teams/{_team.Name}/config.json", """{"name":"team","members":[{"name":"team-lead","backendType":"in-process"}]}""");
        var sender = await _team.JoinAsync("sender");
        using var reader = WorkerProcess.Start("node", Path.Combine(Scripts, "reader.js"), _team.InboxPath("team-lead"), $"{Count}");

        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, cancel) => await sender.SendAsync($"{n}", "team-lead", cancel: cancel));

        Assert.Equal(0, await reader.EndsAsync());
        await Eventually.HoldsAsync(() => reader.Lines.Count == Count);
        Assert.Equal(Enumerable.Range(0, Count), reader.Lines.Select(int.Parse).Order());
    }

    /// <summary>As an agent of ours writes to somebody whose inbox is not ours.</summary>
    private static Task<int> WriteAsync(string inbox, int first, int count) => Task.Run(async () =>
    {
        var foreign = new ForeignInbox(Disk.Real, TimeProvider.System, TimeSpan.FromMinutes(2));
        for (var i = first; i < first + count; i++)
        {
            await foreign.AppendAsync(inbox, [Entry($"{i}")], sync: false, CancellationToken.None);
        }

        return 0;
    });

    private static byte[] Entry(string text) => EntryWriter.Write(new Message { Id = Guid.CreateVersion7(), From = "csharp", To = "agent", Text = text, Timestamp = TimeProvider.System.GetUtcNow() });
}
