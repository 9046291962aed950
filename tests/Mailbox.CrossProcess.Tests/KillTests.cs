using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>
/// Four senders, four workers of one mailbox and two writers to a foreign inbox, of which one after the other is killed at some moment and started
/// again. MAILBOX_KILLS sets how often; CONTRIBUTING names the long run.
/// </summary>
[Collection("alone")] // Ten processes that are started over and over leave nothing for others.
public sealed class KillTests : IAsyncDisposable
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_KILLS"), out var asked) ? asked : 500;
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(200), HeartbeatInterval = TimeSpan.FromMilliseconds(500) });
    private readonly Random _random = new(Kills);
    private readonly List<string> _accepted = [];
    private readonly List<string> _handedOver = [];
    private readonly List<string> _acknowledged = [];

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task However_processes_are_killed_nothing_accepted_is_lost_and_nothing_is_acknowledged_twice()
    {
        _team.Folder.Write(Path.Combine("teams", _team.Name, "config.json"), """
            {"name":"team","createdAt":1795251570205,"leadAgentId":"lead@team","leadSessionId":"x","members":[{"agentId":"lead@team","name":"lead","agentType":"team-lead","joinedAt":1795251570205,"tmuxPaneId":"","cwd":"/","subscriptions":[]}]}
            """);
        await (await _team.JoinAsync("worker")).DisposeAsync();
        List<Func<WorkerProcess>> kinds =
        [
            .. Enumerable.Range(0, 4).Select(n => (Func<WorkerProcess>)(() => WorkerProcess.StartModest(_team, "stream", $"sender-{n}", "worker"))),
            .. Enumerable.Repeat<Func<WorkerProcess>>(() => WorkerProcess.StartModest(_team, "work", "worker"), 4),
            .. Enumerable.Range(0, 2).Select(n => (Func<WorkerProcess>)(() => WorkerProcess.StartModest(_team, "stream", $"writer-{n}", "lead"))),
        ];
        var processes = kinds.ConvertAll(static start => start());
        for (var killed = 0; killed < Kills; killed++)
        {
            // One of those that have done something since they were started, while others are at work: killed at any moment of what it does next.
            List<int> busy = [];
            await Eventually.HoldsAsync(() => (busy = [.. Enumerable.Range(0, kinds.Count).Where(one => processes[one].Lines.Count > 1)]).Count >= 3);
            var chosen = busy[_random.Next(busy.Count)];
            await Task.Delay(_random.Next(40));
            processes[chosen].Kill();
            Collect(processes[chosen]);
            processes[chosen] = kinds[chosen]();
        }

        foreach (var process in processes)
        {
            process.Kill();
            Collect(process);
        }

        await AuditAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} killed, {_accepted.Count} accepted, {_acknowledged.Count} acknowledged, {_handedOver.Count} handed over");
    }

    private void Collect(WorkerProcess process)
    {
        _accepted.AddRange(process.Said("sent worker "));
        _handedOver.AddRange(process.Said("sent lead "));
        _acknowledged.AddRange(process.Said("acknowledged "));
        Assert.DoesNotContain(process.Lines, static line => line.StartsWith("error:", StringComparison.Ordinal));
        process.Dispose();
    }

    private async Task AuditAsync()
    {
        // What is left is delivered to whoever comes next.
        var last = await _team.JoinAsync("worker");
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in await last.ClaimAsync(1000))
            {
                await delivery.AcknowledgeAsync();
                _acknowledged.Add(delivery.Message.Text);
            }

            return _team.Files("worker", "inbox").Count == 0;
        });

        // A worker can be killed after it acknowledged and before it said so: what counts is what was settled.
        var settled = _team.Files("worker", "done").SelectMany(Texts).ToList();
        Assert.NotEmpty(_accepted);
        Assert.Empty(_accepted.Except(settled));
        Assert.Empty(_acknowledged.Except(settled));
        Assert.Empty(Twice(settled));
        Assert.Empty(Twice(_acknowledged));
        Assert.Empty((await last.VerifyAsync()).Differences);

        // What its writer was told is handed over lies there; what a killed writer left comes with the next one, once.
        var lead = Texts(_team.InboxPath("lead"));
        Assert.NotEmpty(_handedOver);
        Assert.Empty(_handedOver.Except(lead));
        Assert.Empty(Twice(lead));
    }

    private static IEnumerable<string> Twice(IEnumerable<string> texts) => texts.GroupBy(static text => text).Where(static alike => alike.Count() > 1).Select(static alike => alike.Key);

    private static List<string> Texts(string file) => [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(static entry => entry.GetProperty("text").GetString()!)];
}
