using Mailbox.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Mailbox.Inspector.Tests;

/// <summary>A hundred thousand messages: only what can be seen is in the page, and all of it can be reached.</summary>
public sealed class SizeTests(Chromium chromium, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Messages = 100_000;
    private readonly TestTeam _team = new();

    public async ValueTask InitializeAsync()
    {
        var sender = await _team.JoinAsync("sender");
        await _team.JoinAsync("receiver");
        for (var i = 0; i < Messages; i += 1000)
        {
            await sender.SendBatchAsync([.. Enumerable.Range(i, 1000).Select(static n => new OutgoingMessage { Text = $"the message number {n} of many {(n % 1000 == 7 ? "needle" : "hay")}", Summary = $"number {n}" })], "receiver");
        }

        await sender.SearchAsync(new MessageQuery { Text = "needle", Limit = 1 }); // Makes them all searchable.
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Of_a_hundred_thousand_messages_only_what_can_be_seen_is_in_the_page()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync("100,000 messages");
        Assert.InRange(await open.Page.Locator(".row").CountAsync(), 10, 60);

        await open.Page.Locator(".rows").FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        await Expect(open.Page.Locator("#detail h2")).ToHaveTextAsync("number 0"); // Beside it the list is narrow, and its rows higher.
        await Expect(open.Row("number 0").First).ToBeInViewportAsync();
        Assert.InRange(await open.Page.Locator(".row").CountAsync(), 10, 60);

        await open.GoAsync("#/messages?q=needle");
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync("100 messages");
        await open.GoAsync("#/messages?q=message%20many");
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync("100,000 messages");

        // Told, not tested: how long depends on who else uses the machine.
        output.WriteLine(await open.Page.EvaluateAsync<string>("""
            async () => {
              const asked = {};
              for (const query of ['', 'q=needle', 'q=message', 'q=message&agent=receiver&state=waiting', 'offset=90000']) {
                const times = [];
                for (let i = 0; i < 7; i++) {
                  const begun = performance.now();
                  await (await fetch(`/api/messages?${query}`)).json();
                  times.push(Math.round(performance.now() - begun));
                }
                asked[query] = times.sort((a, b) => a - b)[3];
              }
              const begun = performance.now();
              const page = performance.getEntriesByType('navigation')[0];
              return JSON.stringify({ loaded: Math.round(page.loadEventEnd), asked });
            }
            """));
    }
}
