using Mailbox.Files;
using Mailbox.TestKit;

namespace Mailbox.Faults.Worker;

/// <summary>An agent of a team with some mail in it, whose disk and whose SQLite can be made to fail.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _team;
    private readonly IDisposable _watch;
    private readonly List<AgentMailbox> _mailboxes = [];
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

    private Stage(string root, string team)
    {
        _team = team;
        _watch = FaultySqlite.Watch(root, Fault);
        Options = new MailboxOptions
        {
            Root = root,
            Durability = Durability.ProcessCrash,
            WatchFolders = false,
            RescanInterval = TimeSpan.FromDays(1),
            HeartbeatInterval = TimeSpan.FromDays(1),
            MaxAttempts = 3,
        };
        FaultyOptions = Options with { Disk = FaultyFileSystem.Disk(Fault) };
    }

    /// <summary>What retention may take when it may take all that is settled.</summary>
    public static RetentionOptions Everything { get; } = new() { MaxAge = TimeSpan.FromTicks(1), MaxTemporaryAge = TimeSpan.FromTicks(1) };

    public Fault Fault { get; } = new();

    /// <summary>With a disk that always works.</summary>
    public MailboxOptions Options { get; }

    public AgentMailbox Mailbox { get; private set; } = null!;

    /// <summary>A dead letter.</summary>
    public Guid Dead { get; private set; }

    /// <summary>The texts of what must not be lost.</summary>
    public IReadOnlySet<string> Accepted => _accepted;

    /// <summary>Called with each text as it is accepted.</summary>
    public Action<string> OnAccepted { get; set; } = static _ => { };

    private MailboxOptions FaultyOptions { get; set; }

    private string Inbox => Path.Combine(Options.Root!, "teams", _team, "inboxes", "agent.json");

    /// <summary>A team of Claude Code with a lead, and our agent with a message that is done, a dead letter and two that wait.</summary>
    public static async Task<Stage> PrepareAsync(string root, string team)
    {
        Directory.CreateDirectory(Path.Combine(root, "teams", team));
        await File.WriteAllTextAsync(Path.Combine(root, "teams", team, "config.json"), $$"""
            {"name":"{{team}}","createdAt":1795251570205,"leadAgentId":"lead@{{team}}","leadSessionId":"x","leadProcess":null,"members":[{"agentId":"lead@{{team}}","name":"lead","agentType":"team-lead","joinedAt":1795251570205,"tmuxPaneId":"","cwd":"/","subscriptions":[]}]}
            """);
        var stage = new Stage(root, team);
        stage.Mailbox = await stage.JoinAsync("agent");
        stage.Accept(["done"], [await stage.Mailbox.SendAsync("done", "agent")]);
        await stage.SettleAsync(static delivery => delivery.AcknowledgeAsync());
        var dead = await stage.Mailbox.SendAsync("dead", "agent");
        stage.Accept(["dead"], [dead]);
        stage.Dead = dead.MessageId;
        await stage.SettleAsync(static delivery => delivery.DeadLetterAsync("never"));
        stage.Accept(["waiting", "waiting, too"], await stage.Mailbox.SendBatchAsync(["waiting", "waiting, too"], "agent"));
        await stage.Mailbox.SearchAsync(new MessageQuery());
        return stage;
    }

    /// <summary>The same agent in another process.</summary>
    public static async Task<Stage> OpenAsync(string root, string team, Guid dead)
    {
        var stage = new Stage(root, team) { Dead = dead };
        stage.Mailbox = await stage.JoinAsync("agent");
        await stage.Mailbox.SearchAsync(new MessageQuery());
        return stage;
    }

    /// <summary>The same agent, on a disk of the caller's, with every flush there is.</summary>
    public static async Task<Stage> OpenDurablyAsync(string root, string team, Guid dead, Disk disk)
    {
        var stage = new Stage(root, team) { Dead = dead };
        stage.FaultyOptions = stage.Options with { Durability = Durability.Durable, Disk = disk };
        stage.Mailbox = await stage.JoinAsync("agent");
        return stage;
    }

    public async Task<AgentMailbox> JoinAsync(string agent)
    {
        var mailbox = await AgentMailbox.JoinAsync(_team, agent, FaultyOptions);
        _mailboxes.Add(mailbox);
        return mailbox;
    }

    public void Accept(IReadOnlyList<string> texts, IReadOnlyList<Receipt> receipts)
    {
        if (receipts.Any(static receipt => receipt.State != ReceiptState.Accepted))
        {
            throw new InvalidOperationException($"'{texts[0]}' was not accepted.");
        }

        foreach (var text in texts)
        {
            Accept(text);
        }
    }

    public async Task SettleAsync(Func<MessageDelivery, ValueTask> settle)
    {
        await Mailbox.SearchAsync(new MessageQuery { Limit = 1 }); // Sees all that lies there.
        foreach (var delivery in await Mailbox.ClaimAsync(100))
        {
            await settle(delivery);
        }
    }

    /// <summary>As the only consumer of the mailbox, which hands out what comes before the index knows it. What comes to nothing because of a failure in the background is given up.</summary>
    public async Task ReceiveAsync(Func<MessageDelivery, ValueTask> settle)
    {
        using var givenUp = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await foreach (var delivery in Mailbox.ReceiveAsync(cancel: givenUp.Token))
        {
            await settle(delivery);
            if (delivery.Message.Text == "waiting, too")
            {
                Accept(["fresh", "fresh, too"], await Mailbox.SendBatchAsync(["fresh", "fresh, too"], "agent"));
            }
            else if (delivery.Message.Text.StartsWith("fresh", StringComparison.Ordinal))
            {
                break;
            }
        }
    }

    /// <summary>Somebody of Agent Teams has written to us.</summary>
    public async Task DrainAsync()
    {
        WriteForeignMail();
        await JoinAsync("agent"); // Who joins drains.
    }

    public void WriteForeignMail()
    {
        const string Mail = """[{"from":"lead","text":"drained","timestamp":"2026-11-21T08:59:20.022Z","read":false}]""";
        try
        {
            Write();
        }
        catch (IOException)
        {
            Write(); // What was made to fail is the other client's call, of which there is nothing to learn.
        }

        Accept("drained");

        void Write()
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Inbox)!);
            File.WriteAllText(Inbox, Mail);
        }
    }

    public async Task HandOverAsync()
    {
        // The second is added to an inbox that nobody has touched since.
        foreach (var text in (string[])["handed over", "and another"])
        {
            await Mailbox.SendAsync(text, "lead");
            OnAccepted(text);
        }
    }

    public async Task CleanAsync()
    {
        _accepted.Remove("done"); // It may go, and it may stay.
        await Mailbox.CleanAsync(Everything);
    }

    /// <summary>Leaves as a process that ends does.</summary>
    public async Task CloseAsync()
    {
        foreach (var mailbox in _mailboxes)
        {
            await mailbox.DisposeAsync();
        }

        _mailboxes.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _watch.Dispose();
    }

    private void Accept(string text)
    {
        _accepted.Add(text);
        OnAccepted(text);
    }
}
