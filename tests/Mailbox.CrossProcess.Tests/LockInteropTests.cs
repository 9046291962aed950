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

    private static string Scripts => Path.Combine(AppContext.BaseDirectory, "node");

    [Fact]
    public async Task Eight_writers_in_two_languages_fill_an_inbox_that_we_drain_and_every_message_comes_once()
    {
        const int Each = 1250;
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        var writers = Enumerable.Range(0, 4).Select(n => WorkerProcess.Start("node", Path.Combine(Scripts, "writer.js"), inbox, $"{n * Each}", $"{Each}", n % 2 == 0 ? "rename" : "in place")).ToList();
        var ours = Enumerable.Range(4, 4).Select(n => Task.Run(async () =>
        {
            var foreign = new ForeignInbox(Disk.Real, TimeProvider.System, TimeSpan.FromMinutes(2));
            for (var i = n * Each; i < (n + 1) * Each; i++)
            {
                await foreign.AppendAsync(inbox, [Entry($"{i}")], sync: false, CancellationToken.None);
            }
        })).ToList();

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

    private static byte[] Entry(string text) => EntryWriter.Write(new Message { Id = Guid.CreateVersion7(), From = "csharp", To = "agent", Text = text, Timestamp = TimeProvider.System.GetUtcNow() });
}
