using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>A team with some mail in it, whose disk can be made to fail, and an audit of what it holds afterwards.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, WatchFolders = false, RescanInterval = TimeSpan.FromDays(1), HeartbeatInterval = TimeSpan.FromDays(1), MaxAttempts = 3 });
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

    private Trial() => Options = _team.Options with { Disk = FaultyFileSystem.Disk(Fault) };

    public Fault Fault { get; } = new();

    public MailboxOptions Options { get; }

    public AgentMailbox Mailbox { get; private set; } = null!;

    /// <summary>A dead letter.</summary>
    public Guid Dead { get; private set; }

    public static async Task<Trial> StartAsync()
    {
        var trial = new Trial();
        trial.MakeTeam();
        trial.Mailbox = await trial.JoinAsync("agent");
        trial.Accept("done", await trial.Mailbox.SendAsync("done", "agent"));
        await trial.SettleAsync(static delivery => delivery.AcknowledgeAsync());
        var dead = await trial.Mailbox.SendAsync("dead", "agent");
        trial.Accept("dead", dead);
        trial.Dead = dead.MessageId;
        await trial.SettleAsync(static delivery => delivery.DeadLetterAsync("never"));
        trial.Accept(["waiting", "waiting, too"], await trial.Mailbox.SendBatchAsync(["waiting", "waiting, too"], "agent"));
        await trial.Mailbox.SearchAsync(new MessageQuery());
        return trial;
    }

    public Task<AgentMailbox> JoinAsync(string agent) => _team.JoinAsync(agent, Options);

    public void Accept(string text, Receipt receipt)
    {
        Assert.Equal(ReceiptState.Accepted, receipt.State);
        _accepted.Add(text);
    }

    public void Accept(IEnumerable<string> texts, IReadOnlyList<Receipt> receipts)
    {
        Assert.All(receipts, static receipt => Assert.Equal(ReceiptState.Accepted, receipt.State));
        _accepted.UnionWith(texts);
    }

    public async Task SettleAsync(Func<MessageDelivery, ValueTask> settle)
    {
        foreach (var delivery in await Mailbox.ClaimAllAsync(1))
        {
            await settle(delivery);
        }
    }

    /// <summary>Somebody of Agent Teams has written to us.</summary>
    public async Task DrainAsync()
    {
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        File.WriteAllText(inbox, """[{"from":"lead","text":"drained","timestamp":"2026-11-21T08:59:20.022Z","read":false}]""");
        _accepted.Add("drained");
        await JoinAsync("agent"); // Who joins drains.
    }

    public async Task CleanAsync(RetentionOptions keep)
    {
        _accepted.Remove("done"); // It may go, and it may stay.
        await Mailbox.CleanAsync(keep);
    }

    /// <summary>Nothing that was accepted is missing or torn, files and index agree, and mail goes on: here, and for who comes later with a disk that works.</summary>
    public async Task AuditAsync(string what)
    {
        await _team.CloseAsync();
        foreach (var file in Directory.GetFiles(_team.StoreFolder, "*.json", SearchOption.AllDirectories).Where(static file => !file.Contains("/tmp/", StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(file)!) is "inbox" or "done" or "dead" or "sent"))
        {
            Assert.True(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.ValueKind == JsonValueKind.Array, $"{what}: {file} is torn");
        }

        var mailbox = await _team.JoinAsync("agent");
        var found = await mailbox.SearchAsync(new MessageQuery { To = "agent", Limit = 100 });
        Assert.True(_accepted.IsSubsetOf(found.Select(static one => one.Message.Text)), $"{what}: missing {string.Join(", ", _accepted.Except(found.Select(static one => one.Message.Text)))}");
        Assert.True((await mailbox.VerifyAsync()).IsConsistent, $"{what}: {string.Join(' ', (await mailbox.VerifyAsync()).Differences)}");
        await mailbox.SendAsync("afterwards", "agent");
        await Eventually.HoldsAsync(async () =>
        {
            var claimed = await mailbox.ClaimAsync(100);
            foreach (var delivery in claimed)
            {
                await delivery.AcknowledgeAsync();
            }

            return claimed.Any(static delivery => delivery.Message.Text == "afterwards");
        });
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    /// <summary>A team of Claude Code with a lead, whose inbox is not ours.</summary>
    private void MakeTeam() => _team.Folder.Write(Path.Combine("teams", _team.Name, "config.json"), $$"""
        {"name":"{{_team.Name}}","createdAt":1795251570205,"leadAgentId":"lead@{{_team.Name}}","leadSessionId":"x","members":[{"agentId":"lead@{{_team.Name}}","name":"lead","agentType":"team-lead","joinedAt":1795251570205,"tmuxPaneId":"","cwd":"/","subscriptions":[]}]}
        """);
}
