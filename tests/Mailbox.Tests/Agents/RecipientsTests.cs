using Mailbox.TestKit;

namespace Mailbox.Tests.Agents;

public sealed class RecipientsTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private AgentMailbox _sender = null!;

    public async ValueTask InitializeAsync()
    {
        _sender = await _team.JoinAsync("sender", _team.Options with { Profile = new AgentProfile { Capabilities = ["review"] } });
        foreach (var name in (string[])["one", "two"])
        {
            await _team.JoinAsync(name, _team.Options with { Profile = new AgentProfile { Capabilities = ["review"] } });
        }

        await _team.JoinAsync("painter", _team.Options with { Profile = new AgentProfile { Capabilities = ["paint"] } });
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Any_picks_the_one_that_has_least_to_do_and_never_the_sender()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Single(await _sender.SendAsync("review this", Recipients.AnyWith("review")));
            await SettledAsync();
        }

        var load = await LoadAsync();
        Assert.Equal((5, 5, 0, 0), (load["one"], load["two"], load.GetValueOrDefault("painter"), load.GetValueOrDefault("sender")));
    }

    [Fact]
    public async Task All_gives_each_a_message_and_a_receipt_of_its_own()
    {
        var receipts = await _sender.SendAsync("review this", Recipients.AllWith("review"));

        Assert.Equal(["one", "two"], receipts.Select(receipt => receipt.To).Order());
        Assert.Equal(2, receipts.Select(receipt => receipt.MessageId).Distinct().Count());
        Assert.Equal(["one", "painter", "two"], (await _sender.SendAsync("hello", Recipients.Everyone)).Select(receipt => receipt.To).Order());
    }

    [Fact]
    public async Task Nobody_that_fits_is_an_error_that_says_who_there_is()
    {
        var error = await Assert.ThrowsAsync<NoRecipientException>(() => _sender.SendAsync("?", Recipients.AnyWith("cook")).AsTask());

        Assert.Contains("one with cook", error.Message, StringComparison.Ordinal);
        Assert.Contains("painter (", error.Message, StringComparison.Ordinal);
    }

    private async Task SettledAsync() => await Eventually.HoldsAsync(async () => (await _sender.StatisticsAsync()).Waiting >= 0);

    private async Task<IReadOnlyDictionary<string, int>> LoadAsync() =>
        (await _sender.StatisticsAsync()).Agents.ToDictionary(agent => agent.Agent, agent => agent.Waiting + agent.Leased);
}
