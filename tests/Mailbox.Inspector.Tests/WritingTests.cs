using Mailbox.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Mailbox.Inspector.Tests;

/// <summary>What may be done on the page, and that nothing may unless it was started so.</summary>
public sealed class WritingTests(Chromium chromium) : IAsyncLifetime
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
    public async Task A_page_that_only_looks_offers_nothing_and_refuses_everything()
    {
        var sent = await _asker.SendAsync("hello", "worker");
        await using var open = await OpenPage.OpenAsync(chromium, _team);
        await open.Rows.First.ClickAsync();
        await Expect(open.Page.Locator("#detail h2")).ToHaveTextAsync("hello");
        await Expect(open.Page.Locator("#detail .actions")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator("#compose")).ToBeHiddenAsync();

        foreach (var path in (string[])[$"messages/{sent.MessageId}/acknowledge", $"messages/{sent.MessageId}/release", $"messages/{sent.MessageId}/dead-letter", $"messages/{sent.MessageId}/send-again", "messages"])
        {
            var answer = await open.Page.APIRequest.PostAsync(new Uri(open.Server.Address, $"api/{path}").ToString(), new APIRequestContextOptions
            {
                DataObject = new { agent = "worker", reason = "x", to = "worker", text = "x" }, Headers = new Dictionary<string, string> { ["Origin"] = open.Server.Address.ToString().TrimEnd('/') },
            });
            Assert.Equal((403, true), (answer.Status, (await answer.TextAsync()).Contains("--write", StringComparison.Ordinal)));
        }

        Assert.Equal(["hello"], await _worker.TakeAsync(1));
    }

    [Fact]
    public async Task A_message_is_acknowledged_and_its_worker_loses_it()
    {
        await _asker.SendAsync("hello", "worker");
        await using var delivery = await _worker.ReceiveOneAsync();
        await using var open = await OpenPage.OpenAsync(chromium, _team, isWritable: true);
        await open.Rows.First.ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Acknowledge" }).ClickAsync();
        await Expect(open.Page.Locator("dialog")).ToContainTextAsync("A worker has it now");
        await open.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Acknowledge" }).ClickAsync();

        await Expect(open.Page.Locator("#detail .badge")).ToHaveTextAsync("done");
        await Assert.ThrowsAsync<LeaseLostException>(async () => await delivery.AcknowledgeAsync());
    }

    [Fact]
    public async Task A_message_is_given_back_dead_lettered_and_sent_again()
    {
        await _asker.SendAsync("hello", "worker");
        await using var delivery = await _worker.ReceiveOneAsync();
        await using var open = await OpenPage.OpenAsync(chromium, _team, isWritable: true);
        await open.Rows.First.ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Give back" }).ClickAsync();
        await open.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Give back" }).ClickAsync();
        await Expect(open.Page.Locator("#detail .badge")).ToHaveTextAsync("waiting");

        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Dead-letter" }).ClickAsync();
        await open.Page.GetByLabel("Why").FillAsync("Nobody needs it.");
        await open.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Dead-letter" }).ClickAsync();
        await Expect(open.Page.Locator("#detail .badge")).ToHaveTextAsync("dead letter");
        await Expect(open.Page.Locator("#detail .why")).ToHaveTextAsync("Nobody needs it.");
        Assert.Single(await _worker.DeadLettersAsync());

        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send again" }).ClickAsync();
        await Expect(open.Page.Locator("#detail .badge")).ToHaveTextAsync("waiting");
        Assert.Equal(["hello"], await _worker.TakeAsync(1));
    }

    [Fact]
    public async Task A_message_is_written_and_a_wrong_name_is_told()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team, isWritable: true);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "New message" }).ClickAsync();
        await open.Page.GetByLabel("To", new PageGetByLabelOptions { Exact = true }).FillAsync("wroker");
        await open.Page.GetByLabel("Text, or JSON").FillAsync("from the page");
        await open.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send" }).ClickAsync();
        await Expect(open.Page.Locator(".toast.bad")).ToContainTextAsync("worker");

        await open.Page.GetByLabel("To", new PageGetByLabelOptions { Exact = true }).FillAsync("worker");
        await open.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send" }).ClickAsync();
        await Expect(open.Row("from the page")).ToBeVisibleAsync();
        var found = Assert.Single(await _worker.SearchAsync(new MessageQuery { To = "worker" }));
        Assert.Equal(("inspector", "from the page"), (found.Message.From, found.Message.Text));
    }
}
