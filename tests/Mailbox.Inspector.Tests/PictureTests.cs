using Mailbox.Cli;
using Mailbox.Cli.Output;
using Mailbox.TestKit;
using Microsoft.Playwright;
using Spectre.Console;

namespace Mailbox.Inspector.Tests;

/// <summary>Takes the pictures that the README shows; with MAILBOX_PICTURES=1 they are kept under docs/images.</summary>
public sealed class PictureTests(Chromium chromium)
{
    private static readonly string[] Files = ["Claim.cs", "Outbox.cs", "Lease.cs", "Search.cs", "Rooms.cs"];
    private static readonly bool AreKept = Environment.GetEnvironmentVariable("MAILBOX_PICTURES") is { Length: > 0 };
    private static readonly string Folder = AreKept ? Path.Combine(Repository.Root, "docs", "images") : Path.Combine(AppContext.BaseDirectory, "pictures");

    [Theory]
    [InlineData(1280, 800, Microsoft.Playwright.ColorScheme.Light)]
    [InlineData(1280, 800, Microsoft.Playwright.ColorScheme.Dark)]
    [InlineData(420, 860, ColorScheme.Light)]
    [InlineData(420, 860, ColorScheme.Dark)]
    public async Task Every_view_fits_its_window(int width, int height, Microsoft.Playwright.ColorScheme scheme)
    {
        await using var demo = await DemoTeam.StartAsync();
        await using var open = await OpenPage.OpenAsync(chromium, demo.Team, width: width, height: height, scheme: scheme);
        await Assertions.Expect(open.Rows.First).ToBeVisibleAsync();
        await GoOnAsync(demo.Planner, AreKept ? 24 : 1);
        await TakeAsync(open, "messages", width, scheme);
        await open.GoAsync("#/messages?q=kill");
        await open.Row("Kill tests on the branch").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#detail .lifeline li")).ToHaveCountAsync(4);
        await TakeAsync(open, "message", width, scheme);
        await open.GoAsync($"#/conversation?id={DemoTeam.Conversation}");
        await Assertions.Expect(open.Page.Locator("g.turn").First).ToBeVisibleAsync();
        await TakeAsync(open, "conversation", width, scheme);
        await open.GoAsync("#/tasks");
        await Assertions.Expect(open.Page.Locator(".card").First).ToBeVisibleAsync();
        await TakeAsync(open, "tasks", width, scheme);
        await open.GoAsync("#/rooms");
        await Assertions.Expect(open.Page.Locator(".posts li").First).ToBeVisibleAsync();
        await TakeAsync(open, "rooms", width, scheme);
        await open.GoAsync("#/agents");
        await TakeAsync(open, "agents", width, scheme);
    }

    /// <summary>So that the small curves have something to tell.</summary>
    private static async Task GoOnAsync(AgentMailbox planner, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var file = Files[round % Files.Length];
            var (to, message) = (round % 3) switch
            {
                0 => ("reviewer", OutgoingMessage.Of(new ReviewRequest($"src/{file}", round + 1, "naming")) with { Summary = $"Review {file}: naming" }),
                1 => ("docs-writer", new OutgoingMessage { Text = $"What changed in {file}, for users.", Summary = $"Paragraph about {file}" }),
                _ => ("tester", new OutgoingMessage { Text = $"Only those of {file}.", Summary = $"Run the tests of {file}", Priority = round % 2 == 0 ? Priority.High : Priority.Normal }),
            };
            await planner.SendAsync(message, to);
            if (round % 4 == 3)
            {
                foreach (var claim in await planner.ClaimDetachedAsync(3, TimeSpan.FromSeconds(5)))
                {
                    await (await planner.AttachAsync(claim.Message.Id, claim.FencingToken)).AcknowledgeAsync();
                }
            }

            await Task.Delay(AreKept ? 1000 : 1);
        }
    }

    [Fact]
    public async Task The_command_tail_shows_what_comes()
    {
        await using var team = new TestTeam(new MailboxOptions { Durability = Durability.ProcessCrash }, "release-crew");
        await team.JoinAsync("planner");
        using var stop = new CancellationTokenSource();
        using var written = new StringWriter();
        var recorder = new Recorder(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.TrueColor, Out = new AnsiConsoleOutput(written) }));
        recorder.Profile.Width = 110;
        var tail = MailboxCommand.RunAsync(["tail", "--root", team.Root, "--team", team.Name], new CliConsole(TextReader.Null, written, written, 110) { Ansi = recorder }, stop.Token);
        await Task.Delay(1500);
        await DemoTeam.WorkAsync(team);
        await Eventually.HoldsAsync(() => written.ToString().Contains("Draft of the notes", StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal((int)ExitCode.Done, await tail);

        var window = await chromium.OpenAsync(960, 480, ColorScheme.Dark);
        await using (window)
        {
            var page = await window.NewPageAsync();
            await page.SetContentAsync($"<style>body {{ margin: 0; padding: 18px 22px; background: #14171f; color: #d8dce6 }} pre {{ margin: 0; font-size: 13.5px !important; line-height: 1.5 }}</style><div style='color:#8b94a7;font:13.5px monospace;margin-bottom:8px'>$ mailbox tail</div>{recorder.ExportHtml()}");
            Directory.CreateDirectory(Folder);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, "tail.png") });
        }
    }

    private static async Task TakeAsync(OpenPage open, string name, int width, Microsoft.Playwright.ColorScheme scheme)
    {
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Directory.CreateDirectory(Folder);
        await open.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
    }
}
