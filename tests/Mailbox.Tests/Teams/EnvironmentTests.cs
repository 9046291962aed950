using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

/// <summary>What the environment says, in order of strength. Its variables belong to the process, so nothing runs beside these.</summary>
[Collection(nameof(EnvironmentTests))]
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
public sealed class EnvironmentTests : IDisposable
{
    private static readonly string[] Names = ["MAILBOX_ROOT", "MAILBOX_TEAM", "CLAUDE_CONFIG_DIR"];
    private readonly Dictionary<string, string?> _before = Names.ToDictionary(name => name, Environment.GetEnvironmentVariable);
    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task MAILBOX_ROOT_is_stronger_than_CLAUDE_CONFIG_DIR_and_an_option_is_strongest()
    {
        Set(root: _folder["mailbox root"], claude: _folder["claude"]);

        await using (var agent = await AgentMailbox.JoinAsync("team", "agent"))
        {
            Assert.Equal(_folder["mailbox root", "mailbox", "team"], agent.Folder);
        }

        await using (var agent = await AgentMailbox.JoinAsync("team", "agent", new MailboxOptions { Root = _folder["option"] }))
        {
            Assert.Equal(_folder["option", "mailbox", "team"], agent.Folder);
        }

        Set(claude: _folder["claude"]);
        await using (var agent = await AgentMailbox.JoinAsync("team", "agent"))
        {
            Assert.Equal(_folder["claude", "mailbox", "team"], agent.Folder);
        }

        Assert.Single(await AgentTeams.ListAsync());
    }

    [Fact]
    public async Task MAILBOX_TEAM_names_the_team_to_join()
    {
        Set(root: _folder.Path, team: "from the environment");

        await using var agent = await AgentMailbox.JoinAsync("agent");

        Assert.Equal("from the environment", agent.Team);
    }

    private static void Set(string? root = null, string? team = null, string? claude = null)
    {
        Environment.SetEnvironmentVariable("MAILBOX_ROOT", root);
        Environment.SetEnvironmentVariable("MAILBOX_TEAM", team);
        Environment.SetEnvironmentVariable("CLAUDE_CONFIG_DIR", claude);
    }
}
