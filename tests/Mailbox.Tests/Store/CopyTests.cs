using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

/// <summary>A message that lies in more than one file: it was sent again under its id, by somebody who could not know whether it had been accepted.</summary>
public sealed class CopyTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_takes_nothing_away_when_the_index_is_made_anew(bool isInPlace)
    {
        var (agent, message) = await SendTwiceAsync();
        Assert.Equal(2, _team.Files("agent", "inbox").Count);
        if (isInPlace)
        {
            await agent.RebuildIndexAsync(cancel: Cancel);
        }
        else
        {
            await _team.CloseAsync();
            _team.DeleteIndex();
            agent = await _team.JoinAsync("agent");
        }

        Assert.Equal(message, Assert.Single(await agent.ClaimAllAsync(1)).Message.Id);
        Assert.Empty((await agent.VerifyAsync(cancel: Cancel)).Differences);
    }

    [Fact]
    public async Task A_copy_is_settled_with_its_message()
    {
        var (agent, _) = await SendTwiceAsync();
        await Assert.Single(await agent.ClaimAllAsync(1)).AcknowledgeAsync();
        await agent.SearchAsync(new MessageQuery(), Cancel);
        Assert.Empty(_team.Files("agent", "inbox"));
        Assert.Equal(2, _team.Files("agent", "done").Count);
        Assert.Empty((await agent.VerifyAsync(cancel: Cancel)).Differences);
    }

    [Fact]
    public async Task A_copy_beside_other_mail_stays_until_both_are_settled()
    {
        var (agent, claims) = await ClaimWithCopyBesideAsync();
        await claims["once"].AcknowledgeAsync();
        await agent.SearchAsync(new MessageQuery(), Cancel);
        Assert.Equal(2, _team.Files("agent", "inbox").Count);

        await claims["twice"].AcknowledgeAsync();
        await agent.SearchAsync(new MessageQuery(), Cancel);
        Assert.Empty(_team.Files("agent", "inbox"));
        Assert.Empty((await agent.VerifyAsync(cancel: Cancel)).Differences);
    }

    [Fact]
    public async Task A_copy_does_not_come_back_when_its_settled_message_is_cleaned_away_first()
    {
        var (agent, _) = await SendTwiceAsync();
        await Assert.Single(await agent.ClaimAllAsync(1)).AcknowledgeAsync();
        await agent.CleanAsync(new RetentionOptions { MaxFiles = 0 }, cancel: Cancel);
        await agent.SendAsync("afterwards", "agent", cancel: Cancel);
        Assert.Equal("afterwards", Assert.Single(await agent.ClaimAllAsync(1)).Message.Text);
    }

    [Fact]
    public async Task What_is_settled_beside_a_copy_stays_settled_when_the_other_file_has_gone()
    {
        var (agent, claims) = await ClaimWithCopyBesideAsync();
        var id = claims["twice"].Message.Id;
        await claims["once"].AcknowledgeAsync();
        await claims["twice"].ReleaseAsync();
        File.Delete(_team.Files("agent", "inbox")[0]);
        await Eventually.HoldsAsync(async () => (await agent.SearchAsync(new MessageQuery(), Cancel)).Any(found => found.Message.Id == id && found.Path == _team.Files("agent", "inbox")[0]));

        await Assert.Single(await agent.ClaimAllAsync(1)).AcknowledgeAsync();
        Assert.Empty(await agent.ClaimAsync(10, cancel: Cancel));
        Assert.Empty(_team.Files("agent", "inbox"));
    }

    [Fact]
    public async Task A_copy_is_what_there_is_when_the_other_file_has_gone()
    {
        var (agent, message) = await SendTwiceAsync();
        File.Delete(_team.Files("agent", "inbox")[0]);
        await Eventually.HoldsAsync(async () => (await agent.SearchAsync(new MessageQuery(), Cancel)).Any(found => found.Message.Id == message && found.Path == _team.Files("agent", "inbox")[0]));
        Assert.Equal(message, Assert.Single(await agent.ClaimAllAsync(1)).Message.Id);
    }

    /// <summary>A message, and a copy of it that shares its file with another one.</summary>
    private async Task<(AgentMailbox Agent, Dictionary<string, MessageDelivery> Claims)> ClaimWithCopyBesideAsync()
    {
        var agent = await _team.JoinAsync("agent");
        var twice = new OutgoingMessage { Text = "twice", Id = Guid.CreateVersion7() };
        await agent.SendAsync(twice, "agent", cancel: Cancel);
        await agent.SearchAsync(new MessageQuery(), Cancel);
        await agent.SendBatchAsync([twice, OutgoingMessage.FromText("once")], "agent", cancel: Cancel);
        await agent.SearchAsync(new MessageQuery(), Cancel);
        return (agent, (await agent.ClaimAllAsync(2)).ToDictionary(static one => one.Message.Text, StringComparer.Ordinal));
    }

    private async Task<(AgentMailbox Agent, Guid Message)> SendTwiceAsync()
    {
        var agent = await _team.JoinAsync("agent");
        var message = new OutgoingMessage { Text = "twice", Id = Guid.CreateVersion7() };
        await agent.SendAsync(message, "agent", cancel: Cancel);
        await agent.SearchAsync(new MessageQuery(), Cancel);
        await agent.SendAsync(message, "agent", cancel: Cancel);
        await agent.SearchAsync(new MessageQuery(), Cancel);
        return (agent, message.Id!.Value);
    }
}
