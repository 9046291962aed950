using System.Diagnostics;
using Mailbox;

if (args is ["reviewer", var folder])
{
    // The second process: it answers until it is stopped.
    await using var reviewer = await AgentMailbox.JoinAsync("demo", "reviewer", new MailboxOptions { Root = folder });
    await foreach (var delivery in reviewer.ReceiveAsync())
    {
        await delivery.ReplyAsync($"{delivery.Message.Text}: approved by process {Environment.ProcessId}");
    }
}

// The first process: it makes a fresh folder, starts the other one, and asks.
var root = Directory.CreateTempSubdirectory("mailbox-quickstart-").FullName;
using var other = Process.Start(Environment.ProcessPath!, ["reviewer", root]);
await using var architect = await AgentMailbox.JoinAsync("demo", "architect", new MailboxOptions { Root = root });

// The reviewer may still be starting; what is sent to it waits in its mailbox.
var early = new RequestOptions { Send = new SendOptions { AllowUnknownRecipients = true } };
var answer = await architect.RequestAsync("src/A.cs", to: "reviewer", early);
Console.WriteLine($"Process {Environment.ProcessId} asked, {answer.From} answered: {answer.Text}");
other.Kill();

Console.WriteLine($"The messages lie in {architect.Folder}:");
foreach (var file in Directory.GetFiles(architect.Folder, "*.json", SearchOption.AllDirectories).Order())
{
    Console.WriteLine("  " + Path.GetRelativePath(architect.Folder, file));
}

Console.WriteLine("and this is the answer:");
Console.WriteLine(File.ReadAllText((await architect.GetAsync(answer.Id))!.Path));
