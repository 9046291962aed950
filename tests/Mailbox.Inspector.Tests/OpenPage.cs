using Mailbox.TestKit;
using Microsoft.Playwright;

namespace Mailbox.Inspector.Tests;

/// <summary>The page of a team, open in a window.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _window;
    private readonly List<string> _complaints = [];

    private OpenPage(InspectorServer server, IBrowserContext window, IPage page)
    {
        (Server, _window, Page) = (server, window, page);
        page.Console += (_, message) =>
        {
            // A refusal that the page shows is in the console, too.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add($"a script ran: {dialog.Message}");
    }

    public InspectorServer Server { get; }

    public IPage Page { get; }

    public ILocator Rows => Page.Locator(".row:not(.loading)");

    public static async Task<OpenPage> OpenAsync(Chromium chromium, TestTeam team, bool isWritable = false, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var window = await chromium.OpenAsync(width, height, scheme);
        var server = await InspectorServer.StartAsync(new InspectorOptions { Mailbox = team.Options, Team = team.Name, IsWritable = isWritable });
        var opened = new OpenPage(server, window, await window.NewPageAsync());
        await opened.Page.GotoAsync(server.Link.ToString());
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveClassAsync("live on");
        return opened;
    }

    public ILocator Row(string text) => Rows.Filter(new LocatorFilterOptions { HasText = text });

    /// <summary>Goes to a part of the page, as somebody who kept a link does.</summary>
    public async Task GoAsync(string link) => await Page.EvaluateAsync("link => { location.hash = link }", link);

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await Server.DisposeAsync();
        Assert.Empty(_complaints);
    }
}
