using Mailbox.TestKit;

namespace Mailbox.Inspector.Tests;

/// <summary>A team at work, as it could look on any afternoon: for the pictures, and for tests that need a bit of everything.</summary>
internal sealed class DemoTeam : IAsyncDisposable
{
    public const string Conversation = "release-2.4";

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly List<MessageDelivery> _held = [];

    private DemoTeam(TestTeam team, AgentMailbox planner) => (Team, Planner) = (team, planner);

    public TestTeam Team { get; }

    public AgentMailbox Planner { get; }

    public static async Task<DemoTeam> StartAsync()
    {
        return await WorkAsync(new TestTeam(new MailboxOptions { Durability = Durability.ProcessCrash }, "release-crew"));
    }

    /// <summary>Has the team work, in a folder that is there.</summary>
    public static async Task<DemoTeam> WorkAsync(TestTeam team)
    {
        team.Options = team.Options with { MaxAttempts = 2, RetryDelay = TimeSpan.FromMilliseconds(40) };
        var planner = await JoinAsync(team, "planner", "Plans the release and asks the others.", ["planning"]);
        var demo = new DemoTeam(team, planner);
        await demo.FillAsync();
        return demo;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        foreach (var delivery in _held)
        {
            await delivery.DisposeAsync();
        }

        await Team.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task<AgentMailbox> JoinAsync(TestTeam team, string name, string description, string[] capabilities) =>
        await team.JoinAsync(name, team.Options with { Profile = new AgentProfile { Description = description, Capabilities = capabilities } });

    private async Task FillAsync()
    {
        var reviewer = await JoinAsync(Team, "reviewer", "Reads changes.", ["review", "csharp"]);
        var tester = await JoinAsync(Team, "tester", "Runs the tests and says what broke.", ["test"]);
        var writer = await JoinAsync(Team, "docs-writer", "Writes the notes.", ["docs"]);
        _running.Add(reviewer.RunAsync(new DemoReviewer(), cancel: _stop.Token));
        await ReviewAsync();
        await TestAsync(tester);
        await PlanAsync(tester, writer);
    }

    private async Task ReviewAsync()
    {
        foreach (var (path, line, focus) in ((string, int?, string)[])[("src/Spool/Writer.cs", 12, "fsync order"), ("src/Locks/DirectoryLock.cs", 88, "cancellation"), ("src/Index/Claim.cs", null, "fencing")])
        {
            await Planner.RequestAsync(OutgoingMessage.Of(new ReviewRequest(path, line, focus)) with { ConversationId = Conversation, Summary = $"Review {Path.GetFileName(path)}: {focus}" }, "reviewer", cancel: _stop.Token);
        }

        await Assert.ThrowsAsync<RequestTimeoutException>(async () => await Planner.RequestAsync(
            OutgoingMessage.Of(new ReviewRequest("gen/Schema.g.cs", 1, "naming")) with { ConversationId = Conversation, Summary = "Review Schema.g.cs: naming" }, "reviewer", new RequestOptions { Timeout = TimeSpan.FromSeconds(1) }, _stop.Token));
    }

    private async Task TestAsync(AgentMailbox tester)
    {
        await Planner.SendAsync(new OutgoingMessage { Text = "Run the kill tests once more on the branch; 500 kills are enough.", Summary = "Kill tests on the branch", ConversationId = Conversation }, "tester");
        await foreach (var delivery in tester.ReceiveAsync(cancel: _stop.Token))
        {
            if (delivery.Attempt == 2)
            {
                await delivery.RejectAsync("The build of the branch is red: CS0246 in Claim.cs.");
                break;
            }

            await delivery.RejectAsync("The build of the branch is red.", TimeSpan.FromMilliseconds(30));
        }

        await tester.SendAsync(new OutgoingMessage { Text = "The branch does not build, so no kill was run.\n\n    Claim.cs(12,9): error CS0246", Summary = "No kill tests: the branch is red", ConversationId = Conversation, Priority = Priority.High }, "planner");
        await Planner.SendAsync(new OutgoingMessage { Text = "Benchmarks on two cores, please, beside the last release.", Summary = "Benchmarks beside 2.3", ConversationId = Conversation }, "tester");
        await Planner.SendAsync(new OutgoingMessage { Text = "Check the Windows paths, too.", Summary = "Windows paths" }, "tester");
        await foreach (var delivery in tester.ReceiveAsync(cancel: _stop.Token))
        {
            _held.Add(delivery);
            break;
        }
    }

    private async Task PlanAsync(AgentMailbox tester, AgentMailbox writer)
    {
        var room = await Planner.Rooms.CreateAsync("release", new RoomOptions { Description = "What holds the release up" });
        foreach (var agent in (AgentMailbox[])[tester, writer])
        {
            await agent.Rooms.JoinAsync("release");
        }

        await room.PostAsync("Code freeze is at six. What is left?");
        await (await tester.Rooms.GetAsync("release")).PostAsync("The branch is red; I wait for a green one.");
        await (await writer.Rooms.GetAsync("release")).PostAsync("Notes are done but for the performance table.");
        await writer.Topics.PublishAsync("docs.written", "docs/performance.md has a draft.");
        foreach (var task in (NewTask[])
        [
            new() { Subject = "Mend the build of the branch", Priority = Priority.Critical }, new() { Subject = "Run 500 kills", Capabilities = ["test"], BlockedBy = ["1"] },
            new() { Subject = "Write the performance table", Capabilities = ["docs"] }, new() { Subject = "Tag 2.4.0", BlockedBy = ["1", "2"] }, new() { Subject = "Move the diagrams to SVG" }, new() { Subject = "Upload to the old server" },
        ])
        {
            await Planner.Tasks.EnqueueAsync(task);
        }

        var table = await writer.Tasks.ClaimAsync("3");
        await table.NoteAsync("Half of the rows are in.");
        await (await writer.Tasks.ClaimAsync("5")).CompleteAsync("All seven are SVG now.", "The exporter keeps fonts only with --text-to-path.");
        await Planner.Tasks.CancelAsync("6", "The old server is gone.");
        await Planner.SendAsync(new OutgoingMessage { Text = "Please send the draft of the notes before five.", Summary = "Draft of the notes" }, "docs-writer");
    }
}
