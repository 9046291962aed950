using Mailbox.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailbox.Inspector.Tests;

/// <summary>The list of messages, as somebody uses it who has it open all day.</summary>
public sealed class MessagesTests(Chromium chromium) : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _asker = null!;
    private AgentMailbox _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _asker = await _team.JoinAsync("asker");
        _worker = await _team.JoinAsync("worker");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_message_appears_by_itself_and_its_state_follows()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Page.GetByText("No messages yet")).ToBeVisibleAsync();

        await _asker.SendAsync(new OutgoingMessage { Text = "The text", Summary = "Just now" }, "worker");
        await Expect(open.Row("Just now").Locator(".badge")).ToHaveTextAsync("waiting");
        await Expect(open.Page.Locator("[data-figure=waiting] .figure")).ToHaveTextAsync("1");

        await using (var delivery = await _worker.ReceiveOneAsync())
        {
            await Expect(open.Row("Just now").Locator(".badge")).ToHaveTextAsync("leased");
            await delivery.AcknowledgeAsync();
        }

        await Expect(open.Row("Just now").Locator(".badge")).ToHaveTextAsync("done");
        await Expect(open.Page.Locator("[data-figure=waiting] .figure")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task Search_and_filters_find_what_the_library_finds_and_the_link_can_be_kept()
    {
        await _asker.SendAsync("the quick brown fox", "worker");
        await _asker.SendAsync("the slow brown bear", "worker");
        await _worker.SendAsync("""{"type":"animal.seen","name":"fox"}""", "asker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Rows).ToHaveCountAsync(3);

        await open.Page.Keyboard.PressAsync("/");
        await open.Page.Keyboard.TypeAsync("BROWN fox");
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Rows).ToHaveCountAsync(1);
        await Expect(open.Row("quick brown fox")).ToBeVisibleAsync();
        await Expect(open.Page.Locator(".sum")).ToHaveTextAsync("1 message");

        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Rows).ToHaveCountAsync(3);
        await open.Page.GetByLabel("Payload type").FillAsync("animal.seen");
        await open.Page.Keyboard.PressAsync("Tab");
        await Expect(open.Rows).ToHaveCountAsync(1);
        await open.GoAsync("#/messages?agent=worker&state=done");
        await Expect(open.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await open.GoAsync("#/messages?agent=worker&state=waiting");
        await open.Page.ReloadAsync();
        await Expect(open.Rows).ToHaveCountAsync(3);
        await Expect(open.Page.GetByLabel("State", new PageGetByLabelOptions { Exact = true })).ToHaveValueAsync("waiting");
    }

    [Fact]
    public async Task Keys_go_through_the_list_and_open_and_close()
    {
        for (var i = 1; i <= 30; i++)
        {
            await _asker.SendAsync($"number {i}", "worker");
        }

        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Row("number 30")).ToBeVisibleAsync();
        await open.Page.Locator(".rows").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(open.Page.Locator("[aria-selected=true]")).ToContainTextAsync("number 29");
        await Expect(open.Page.Locator("#detail h2")).ToHaveTextAsync("number 29");
        await open.Page.Keyboard.PressAsync("End");
        await Expect(open.Page.Locator("#detail h2")).ToHaveTextAsync("number 1");
        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Page.Locator("#detail")).ToBeHiddenAsync();
        await Expect(open.Page.Locator(".rows")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_reads_further_down_is_not_moved_by_what_comes()
    {
        await _asker.SendBatchAsync([.. Enumerable.Range(1, 300).Select(static i => OutgoingMessage.FromText($"number {i}"))], "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Rows.First).ToBeVisibleAsync();
        await open.Page.Locator(".rows").EvaluateAsync("rows => { rows.scrollTop = 4400 }");
        await Expect(open.Row("number 200")).ToBeVisibleAsync();
        var before = await open.Row("number 200").BoundingBoxAsync();

        await _asker.SendAsync("the news", "worker");
        await Expect(open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1 new" })).ToBeVisibleAsync();
        Assert.Equal(before!.Y, (await open.Row("number 200").BoundingBoxAsync())!.Y);

        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1 new" }).ClickAsync();
        await Expect(open.Row("the news")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task What_another_filter_found_cannot_be_opened_while_the_next_is_looked_up()
    {
        await _asker.SendAsync("an apple", "worker");
        await _asker.SendAsync("a pear", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await Expect(open.Rows).ToHaveCountAsync(2);
        await open.Page.RouteAsync("**/api/messages?*", static async route =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await route.ContinueAsync();
        });

        await open.GoAsync("#/messages?q=apple");
        await open.Page.Locator(".rows").PressAsync("ArrowDown");
        await Expect(open.Page.Locator(".rows")).ToHaveAttributeAsync("aria-busy", "true");
        await open.Rows.First.ClickAsync();

        await Expect(open.Page.Locator("#detail pre").First).ToHaveTextAsync("an apple");
    }

    [Fact]
    public async Task A_message_tells_its_life_its_schema_and_its_bytes()
    {
        await using var demo = await DemoTeam.StartAsync();
        await using var open = await OpenPage.OpenAsync(chromium, demo.Team);
        await open.GoAsync("#/messages?type=review.request&state=dead,expired");
        await open.Rows.First.ClickAsync();

        var detail = open.Page.Locator("#detail");
        await Expect(detail.Locator(".lifeline li")).ToHaveCountAsync(4);
        await Expect(detail.Locator(".lifeline")).ToContainTextAsync("Attempt 2 failed");
        await Expect(detail.Locator(".good")).ToContainTextAsync("reviewer");
        await Expect(detail.Locator("pre").First).ToContainTextAsync("\"Path\": \"gen/Schema.g.cs\"", new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        await detail.Locator("summary").Filter(new LocatorFilterOptions { HasText = "Bytes" }).ClickAsync();
        await Expect(detail.Locator("[data-key=raw] pre")).ToContainTextAsync("dead_letter");
        var path = await detail.Locator(".mono").InnerTextAsync();
        Assert.True(File.Exists(path), path);
    }

    [Fact]
    public async Task A_conversation_is_a_picture_that_tells_who_asked_whom_and_how_long_it_took()
    {
        await using var demo = await DemoTeam.StartAsync();
        await using var open = await OpenPage.OpenAsync(chromium, demo.Team);
        await open.GoAsync("#/messages?type=review.request&state=done");
        await open.Rows.First.ClickAsync();
        await open.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Conversation" }).ClickAsync();

        await Expect(open.Page.Locator("g.turn")).ToHaveCountAsync(10);
        await Expect(open.Page.Locator(".talk .name")).ToHaveTextAsync(["planner", "reviewer", "tester"]);
        await Expect(open.Page.Locator(".talk .cross")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator(".talk .retry").First).ToHaveTextAsync("×2 attempts");
        await Expect(open.Page.Locator(".talk .note").Filter(new LocatorFilterOptions { HasText = "after" })).ToHaveCountAsync(3);
        await Expect(open.Page.Locator("g.turn[aria-label*='no answer']")).ToHaveCountAsync(1);

        await demo.Planner.SendAsync(new OutgoingMessage { Text = "And now?", ConversationId = DemoTeam.Conversation }, "reviewer");
        await Expect(open.Page.Locator("g.turn")).ToHaveCountAsync(11);
    }

    [Fact]
    public async Task Tasks_and_rooms_follow()
    {
        await using var demo = await DemoTeam.StartAsync();
        await using var open = await OpenPage.OpenAsync(chromium, demo.Team);
        await open.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Tasks" }).ClickAsync();
        await Expect(open.Page.Locator("section[aria-label=Claimed] .card")).ToContainTextAsync("Write the performance table");
        await demo.Planner.Tasks.EnqueueAsync("One more");
        await Expect(open.Page.Locator("section[aria-label=Waiting] .card").Filter(new LocatorFilterOptions { HasText = "One more" })).ToBeVisibleAsync();

        await open.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Rooms" }).ClickAsync();
        await Expect(open.Page.Locator(".posts")).ToContainTextAsync("Code freeze is at six");
        await (await demo.Planner.Rooms.GetAsync("release")).PostAsync("It is six.");
        await Expect(open.Page.Locator(".posts")).ToContainTextAsync("It is six.");
        await open.Page.GetByText("what was published").ClickAsync();
        await Expect(open.Page.Locator(".posts")).ToContainTextAsync("has a draft");
    }

    [Fact]
    public async Task Mail_among_Claude_Code_is_seen()
    {
        using var root = new TestFolder();
        Captured.CopyTo(root.Path, Captured.NamedTeam);
        var team = new TestTeam(new MailboxOptions { Durability = Durability.ProcessCrash }, "My Team!");
        await using (team)
        {
            Captured.CopyTo(team.Root, Captured.NamedTeam);
            await using var open = await OpenPage.OpenAsync(chromium, team);
            await open.GoAsync("#/messages?state=unread,read");
            await Expect(open.Rows.First).ToBeVisibleAsync();
            await open.Rows.First.ClickAsync();
            await Expect(open.Page.Locator("#detail .lifeline")).ToContainTextAsync("inbox of Claude Code");
        }
    }
}
