using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

public sealed class KillTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    /// <summary>MAILBOX_KILLS sets how many processes are killed; CONTRIBUTING names the long run.</summary>
    [Fact]
    public async Task However_senders_and_workers_are_killed_nothing_accepted_is_lost()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_KILLS"), out var asked) ? asked : 12;
        var random = new Random(kills);
        await (await _team.JoinAsync("worker")).DisposeAsync();
        HashSet<string> accepted = [];
        List<string> acknowledged = [];

        for (var killed = 0; killed < kills; killed += 2)
        {
            using var sender = WorkerProcess.Start(_team, "send", "sender", 30, "worker", "2000");
            using var worker = WorkerProcess.Start(_team, "work", "worker");
            await sender.SaysAsync("ready");
            await worker.SaysAsync("ready");
            await Eventually.HoldsAsync(() => worker.Lines.Count > 5);
            await Task.Delay(random.Next(200));
            sender.Kill();
            worker.Kill();
            accepted.UnionWith(Said(sender, "sent "));
            acknowledged.AddRange(Said(worker, "acknowledged "));
        }

        // What is left is delivered to whoever comes next.
        var last = await _team.JoinAsync("worker");
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in await last.ClaimAsync(1000))
            {
                await delivery.AcknowledgeAsync();
                acknowledged.Add(delivery.Message.Text);
            }

            return _team.Files("worker", "inbox").Count == 0;
        });

        // A worker can be killed after it acknowledged and before it said so: what counts is what was settled.
        var settled = _team.Files("worker", "done")
            .SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!))
            .ToList();
        Assert.NotEmpty(accepted);
        Assert.Empty(accepted.Except(settled));
        Assert.Empty(acknowledged.Except(settled));
        Assert.Equal(settled.Count, settled.Distinct().Count());
        Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
        Assert.Empty((await last.VerifyAsync()).Differences);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} killed, {accepted.Count} accepted, {acknowledged.Count} acknowledged");
    }

    private static IEnumerable<string> Said(WorkerProcess process, string verb) =>
        process.Lines.Where(line => line.StartsWith(verb, StringComparison.Ordinal)).Select(line => line[verb.Length..]);
}
