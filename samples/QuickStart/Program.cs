using System.Diagnostics;
using Mailbox;

if (args is ["reviewer", var folder])
{
    // The second process: it answers until it is stopped.
    await using var reviewer = await AgentMailbox.JoinAsync("demo", "reviewer", new MailboxOptions { Root = folder });
    await reviewer.RunAsync(new Reviewer());
}

// The first process: it makes a fresh folder, starts the other one, and asks.
var root = Directory.CreateTempSubdirectory("mailbox-quickstart-").FullName;
using var other = Process.Start(Environment.ProcessPath!, ["reviewer", root]);
await using var architect = await AgentMailbox.JoinAsync("demo", "architect", new MailboxOptions { Root = root });

// The reviewer may still be starting; what is sent to it waits in its mailbox.
var early = new RequestOptions { Send = new SendOptions { AllowUnknownRecipients = true } };
ReviewResult answer = await architect.RequestAsync(new ReviewRequest("src/A.cs", Line: 12), to: "reviewer", early);
Console.WriteLine($"approved: {answer.Approved}; {string.Join("; ", answer.Notes)}");
other.Kill();

Console.WriteLine($"The messages lie in {architect.Folder}:");
foreach (var file in Directory.GetFiles(architect.Folder, "*.json", SearchOption.AllDirectories).Order())
{
    Console.WriteLine("  " + Path.GetRelativePath(architect.Folder, file));
}

Console.WriteLine("and this is the answer:");
var found = await architect.SearchAsync(new MessageQuery { Type = "review.result" });
Console.WriteLine(File.ReadAllText(found[0].Path));

[Payload("review.request")]
public sealed record ReviewRequest(string Path, int? Line) : IRequest<ReviewResult>;

[Payload("review.result")]
public sealed record ReviewResult(bool Approved, IReadOnlyList<string> Notes);

public sealed partial class Reviewer
{
    [Handles]
    public ReviewResult Review(ReviewRequest request, MessageContext context) =>
        new(Approved: true, [$"{request.Path}:{request.Line} was read by process {Environment.ProcessId}, for {context.From}"]);
}
