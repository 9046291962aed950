using Mailbox.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailbox.Inspector.Tests;

/// <summary>What goes wrong in a day: it is said, and is over when it is over.</summary>
public sealed class TroubleTests(Chromium chromium) : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _asker = null!;

    public async ValueTask InitializeAsync()
    {
        _asker = await _team.JoinAsync("asker");
        await _team.JoinAsync("worker");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_folder_that_is_moved_away_and_back_is_seen_again()
    {
        await _asker.SendAsync("before", "worker");
        await _team.CloseAsync();
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Row("before")).ToBeVisibleAsync();

        var away = _team.StoreFolder + ".away";
        Directory.Move(_team.StoreFolder, away);
        await Task.Delay(2500);
        if (Directory.Exists(_team.StoreFolder))
        {
            _team.Folder.Vanish("mailbox", _team.Name); // Who looked has made it anew.
        }

        Directory.Move(away, _team.StoreFolder);
        var asker = await _team.JoinAsync("asker");
        await asker.SendAsync("after", "worker");

        await Expect(open.Row("after")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 20_000 });
        await Expect(open.Page.Locator("#trouble")).ToBeHiddenAsync();
        await asker.SendAsync("and on", "worker");
        await Expect(open.Row("and on")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_answer_that_is_an_error_is_asked_again_and_live_goes_on()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        var refused = 0;
        await open.Page.RouteAsync("**/api/events", async route =>
        {
            if (refused++ == 0)
            {
                await route.FulfillAsync(new RouteFulfillOptions { Status = 503 });
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await open.Page.ReloadAsync();
        await Expect(open.Page.Locator("#live")).ToHaveClassAsync("live on", new LocatorAssertionsToHaveClassOptions { Timeout = 10_000 });
        await _asker.SendAsync("still here", "worker");
        await Expect(open.Row("still here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_filter_that_cannot_be_looked_up_says_so_and_can_be_tried_again()
    {
        await _asker.SendAsync("hello", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Rows).ToHaveCountAsync(1);
        await open.Page.RouteAsync("**/api/messages?*", static route => route.FulfillAsync(new RouteFulfillOptions { Status = 503, Body = """{"error":"The index is locked."}""" }), new PageRouteOptions { Times = 1 });

        await open.GoAsync("#/messages?state=waiting");
        await Expect(open.Page.GetByText("The index is locked.")).ToBeVisibleAsync();
        await Expect(open.Rows).ToHaveCountAsync(0);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Try again" }).ClickAsync();
        await Expect(open.Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_search_follows_while_mail_keeps_coming()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await open.GoAsync("#/messages?q=probe");
        await Expect(open.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await _asker.SendAsync("a probe", "worker");
                await Task.Delay(150);
            }
        });
        await Expect(open.Row("a probe").First).ToBeVisibleAsync();
        await stop.CancelAsync();
        await sending;
        var count = await _asker.SearchAsync(new MessageQuery { Text = "probe", Limit = 1000 });
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync(count.Count == 1 ? "1 message" : $"{count.Count} messages");
    }

    [Fact]
    public async Task What_no_longer_matches_leaves_the_list()
    {
        await _asker.SendAsync("one", "asker");
        await _asker.SendAsync("two", "asker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await open.GoAsync("#/messages?state=waiting");
        await Expect(open.Rows).ToHaveCountAsync(2);
        Assert.Equal(["one"], await _asker.TakeAsync(1));

        await Expect(open.Rows).ToHaveCountAsync(1);
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync("1 message");
    }

    [Fact]
    public async Task What_comes_while_the_list_is_asked_for_is_in_it()
    {
        await _asker.SendAsync("early", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Rows).ToHaveCountAsync(1);
        await open.Page.RouteAsync("**/api/messages?*", async route =>
        {
            var answer = await route.FetchAsync();
            await Task.Delay(1500);
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer });
        });
        await open.GoAsync("#/messages?agent=worker");
        await Task.Delay(500);
        await _asker.SendAsync("meanwhile", "worker");

        await Expect(open.Row("meanwhile")).ToBeVisibleAsync();
        await Expect(open.Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Focus_stays_while_figures_change_and_the_skip_link_skips()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await open.GoAsync("#/tasks");
        await open.Page.Locator("[data-figure=waiting]").FocusAsync();
        await _asker.SendAsync("one more", "worker");
        await Expect(open.Page.Locator("[data-figure=waiting] .figure")).ToHaveTextAsync("1");
        await Expect(open.Page.Locator("[data-figure=waiting]")).ToBeFocusedAsync();

        await open.Page.Locator("#skip").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#main")).ToBeFocusedAsync();
        Assert.EndsWith("#/tasks", open.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_link_to_a_message_offers_what_may_be_done()
    {
        var sent = await _asker.SendAsync("hello", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team, isWritable: true);
        for (var i = 0; i < 5; i++)
        {
            await open.Page.GotoAsync($"{open.Server.Address}#/messages?open={sent.MessageId}&to=worker");
            await open.Page.ReloadAsync();
            await Expect(open.Page.Locator("#detail .actions button")).ToHaveCountAsync(2);
        }
    }

    [Fact]
    public async Task A_narrow_window_keeps_the_focus_in_the_message()
    {
        await _asker.SendAsync("hello", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team, width: 420);
        await open.Rows.First.ClickAsync();
        await Expect(open.Page.Locator("#detail")).ToBeFocusedAsync();
        Assert.True(await open.Page.Locator("#main").EvaluateAsync<bool>("main => main.inert"));
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.False(await open.Page.Locator("#main").EvaluateAsync<bool>("main => main.inert"));
    }
}
