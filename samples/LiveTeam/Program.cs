using Mailbox;

// A little team at work, to be looked at: a planner asks, a reviewer answers or fails, a tester takes its time.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var options = new MailboxOptions { Root = args.FirstOrDefault() ?? Directory.CreateTempSubdirectory("mailbox-live-").FullName, MaxAttempts = 2, RetryDelay = TimeSpan.FromSeconds(2) };
await using var planner = await JoinAsync("planner", "Plans, and asks the others.", "planning");
await using var reviewer = await JoinAsync("reviewer", "Reads changes.", "review");
await using var tester = await JoinAsync("tester", "Runs tests, slowly.", "test");
var room = await planner.Rooms.CreateAsync("release");
await tester.Rooms.JoinAsync("release");
Console.WriteLine($"--root {options.Root} --team live");
await Task.WhenAll(reviewer.RunAsync(new Reviewer(), cancel: stop.Token), TestAsync(), PlanAsync(), ReadAsync());

async Task<AgentMailbox> JoinAsync(string name, string description, string capability) =>
    await AgentMailbox.JoinAsync("live", name, options with { Profile = new AgentProfile { Description = description, Capabilities = [capability] } });

async Task PlanAsync()
{
    var files = new[] { "Writer.cs", "Lock.cs", "Index.cs", "Generated.g.cs", "Search.cs" };
    for (var number = 1; !stop.IsCancellationRequested; number++)
    {
        var file = files[number % files.Length];
        var review = OutgoingMessage.Of(new ReviewRequest(file, number % 90)) with { Summary = $"Review {file}", ConversationId = $"change-{number / 5}" };
        await planner.SendAsync(review, "reviewer");
        await planner.SendAsync(new OutgoingMessage { Text = $"Test change {number / 5}, please.", Summary = $"Test change {number / 5}", ConversationId = $"change-{number / 5}" }, "tester");
        if (number % 5 == 0)
        {
            await room.PostAsync($"Change {number / 5} is next.");
            await planner.Tasks.EnqueueAsync(new NewTask { Subject = $"Release change {number / 5}", Capabilities = ["test"] });
        }

        await Task.WhenAny(Task.Delay(1500, stop.Token));
    }
}

async Task TestAsync()
{
    await foreach (var delivery in tester.ReceiveAsync(cancel: stop.Token))
    {
        await Task.WhenAny(Task.Delay(1200, stop.Token));
        if (delivery.Message.PostNumber is not null && await tester.Tasks.ClaimAsync(cancel: delivery.LeaseLost) is { } task)
        {
            await task.CompleteAsync("released");
        }

        await delivery.AcknowledgeAsync();
    }
}

async Task ReadAsync()
{
    await foreach (var answer in planner.ReceiveAsync(cancel: stop.Token))
    {
        await answer.AcknowledgeAsync();
    }
}

[Payload("review.request")]
public sealed record ReviewRequest(string Path, int Line) : IRequest<ReviewResult>;

[Payload("review.result")]
public sealed record ReviewResult(bool Approved, string Note);

public sealed partial class Reviewer
{
    [Handles]
    public static async Task<ReviewResult> ReviewAsync(ReviewRequest request, CancellationToken cancel)
    {
        await Task.Delay(700, cancel);
        return request.Path.EndsWith(".g.cs", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{request.Path} is generated: there is nobody to tell.")
            : new ReviewResult(request.Line % 7 != 0, $"line {request.Line} was read");
    }
}
