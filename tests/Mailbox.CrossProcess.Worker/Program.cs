using Mailbox;
using Mailbox.CrossProcess.Worker;
using Mailbox.TestKit;

// A process that tests start, talk to over its standard streams, stop and kill. It says "ready" when it has joined.
var (verb, root, team, agent) = (args[0], args[1], args[2], args[3]);
var clock = new ShiftedTime(TimeSpan.Zero);
var options = TestTeam.Watching(new MailboxOptions
{
    Root = root,
    LeaseDuration = TimeSpan.FromSeconds(double.Parse(args.ElementAtOrDefault(4) ?? "30", System.Globalization.CultureInfo.InvariantCulture)),
    RescanInterval = TimeSpan.FromMilliseconds(200),
    HeartbeatInterval = TimeSpan.FromMilliseconds(500),
    TimeProvider = clock,
    Profile = args.Contains("alone") ? new AgentProfile() : null,
    Durability = args.Contains("durable") ? Durability.Durable : Durability.ProcessCrash,
});
AgentMailbox mailbox;
try
{
    mailbox = await AgentMailbox.JoinAsync(team, agent, options);
}
catch (NameHeldException)
{
    Console.WriteLine("held");
    return;
}

await using var joined = mailbox;
Console.WriteLine("ready");
await (verb switch
{
    "work" => Work.AcknowledgeAllAsync(mailbox),
    "taste" => Work.TasteAsync(mailbox),
    "clutch" => Work.ClutchAsync(mailbox, int.Parse(args[5], System.Globalization.CultureInfo.InvariantCulture)),
    "hold" => Work.HoldAsync(mailbox, clock),
    "answer" => Work.AnswerAsync(mailbox),
    "ask" => Work.AskAsync(mailbox, args[5]),
    "chat" => Work.ChatAsync(mailbox),
    "send" => Work.SendAsync(mailbox, args[5], int.Parse(args[6], System.Globalization.CultureInfo.InvariantCulture)),
    "stream" => Work.StreamAsync(mailbox, args[5]),
    "post" => Work.PostAsync(mailbox, args[5]),
    "fan" => Work.FanOutAsync(mailbox, args[5..]),
    "enqueue" => Work.EnqueueAsync(mailbox),
    "do" => Work.DoTasksAsync(mailbox),
    "sit" => Work.SitOnTaskAsync(mailbox),
    "publish" => Work.PublishAsync(mailbox),
    _ => throw new ArgumentException($"There is no verb '{verb}'.", nameof(args)),
});
