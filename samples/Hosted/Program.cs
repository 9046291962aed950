using Mailbox;
using Mailbox.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddSingleton<StyleGuide>();
builder.Services.AddHealthChecks().AddMailbox();
builder.Services.AddMailbox(builder.Configuration.GetSection("Mailbox"))
    .AddAgent<Reviewer>("reviewer") // Handles what is sent to it, each message with an object of its own.
    .AddAgent("architect");         // Only asks.
builder.Services.AddHostedService<Architect>();
await builder.Build().RunAsync();

[Payload("review.request")]
public sealed record ReviewRequest(string Path, int Lines) : IRequest<ReviewResult>;

[Payload("review.result")]
public sealed record ReviewResult(bool Approved, string Note);

/// <summary>What the reviewer goes by; anything from the host's services will do.</summary>
public sealed class StyleGuide
{
    public int MaxLines => 400;
}

public sealed partial class Reviewer(StyleGuide guide)
{
    [Handles]
    public ReviewResult Review(ReviewRequest request) => request.Lines <= guide.MaxLines
        ? new ReviewResult(Approved: true, "small enough")
        : new ReviewResult(Approved: false, $"more than {guide.MaxLines} lines");
}

/// <summary>Has three files reviewed, and stops the host.</summary>
public sealed class Architect(MailboxAgents agents, IHostApplicationLifetime host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await agents.GetAsync("reviewer", stoppingToken); // Until it has joined, its name is unknown.
        var reviewer = new ReviewerClient(await agents.GetAsync("architect", stoppingToken), "reviewer");
        foreach (var (path, lines) in new[] { ("src/A.cs", 60), ("src/B.cs", 401), ("src/C.cs", 400) })
        {
            var result = await reviewer.ReviewAsync(path, lines, stoppingToken);
            Console.WriteLine($"{path}: {(result.Approved ? "approved" : "refused")}, {result.Note}");
        }

        host.StopApplication();
    }
}
