using Mailbox.TestKit;
using Microsoft.Playwright;

namespace Mailbox.Inspector.Tests;

/// <summary>Takes the pictures that the README shows; with MAILBOX_PICTURES=1 they are kept under docs/images.</summary>
public sealed class PictureTests(Chromium chromium)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("MAILBOX_PICTURES") is { Length: > 0 } ? Path.Combine(Repository.Root, "docs", "images") : Path.Combine(AppContext.BaseDirectory, "pictures");

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(420, 860, ColorScheme.Light)]
    [InlineData(420, 860, ColorScheme.Dark)]
    public async Task Every_view_fits_its_window(int width, int height, ColorScheme scheme)
    {
        await using var demo = await DemoTeam.StartAsync();
        await using var open = await OpenPage.OpenAsync(chromium, demo.Team, width: width, height: height, scheme: scheme);
        await Assertions.Expect(open.Rows.First).ToBeVisibleAsync();
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

    private static async Task TakeAsync(OpenPage open, string name, int width, ColorScheme scheme)
    {
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Directory.CreateDirectory(Folder);
        await open.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
    }
}
