using Mailbox;
using Mailbox.CrossProcess.Worker;

// A process that tests start, talk to over its standard streams, stop and kill. It says "ready" when it has joined.
var (verb, root, team, agent) = (args[0], args[1], args[2], args[3]);
var options = new MailboxOptions
{
    Root = root,
    LeaseDuration = TimeSpan.FromSeconds(double.Parse(args.ElementAtOrDefault(4) ?? "30", System.Globalization.CultureInfo.InvariantCulture)),
    RescanInterval = TimeSpan.FromMilliseconds(200),
    Durability = args.Contains("durable") ? Durability.Durable : Durability.ProcessCrash,
};
await using var mailbox = await AgentMailbox.JoinAsync(team, agent, options);
Console.WriteLine("ready");
await (verb switch
{
    "work" => Work.AcknowledgeAllAsync(mailbox),
    "hold" => Work.HoldAsync(mailbox),
    "answer" => Work.AnswerAsync(mailbox),
    "ask" => Work.AskAsync(mailbox, args[5]),
    "chat" => Work.ChatAsync(mailbox),
    "send" => Work.SendAsync(mailbox, args[5], int.Parse(args[6], System.Globalization.CultureInfo.InvariantCulture)),
    _ => throw new ArgumentException($"There is no verb '{verb}'.", nameof(args)),
});
