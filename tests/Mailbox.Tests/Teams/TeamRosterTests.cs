using System.Text;
using System.Text.Json;
using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

public sealed class TeamRosterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Joining_adds_a_member_and_changes_no_other_byte()
    {
        var (roster, config) = Copy(Captured.SessionTeam, "session-abebfceb");
        var before = File.ReadAllText(config);

        await roster.JoinAsync("new-agent", "/work", CancellationToken.None);

        var after = File.ReadAllText(config);
        var end = before.LastIndexOf("\n  ]", StringComparison.Ordinal);
        Assert.StartsWith(before[..end], after, StringComparison.Ordinal);
        Assert.EndsWith(before[end..], after, StringComparison.Ordinal);
        var member = roster.Read()!.Members[^1];
        Assert.Equal(("new-agent", "new-agent@session-abebfceb", "external", "mailbox", "/work"), (member.Name, member.AgentId, member.AgentType, member.BackendType, member.WorkingDirectory));
    }

    [Fact]
    public async Task A_member_we_write_looks_as_the_one_that_was_captured()
    {
        var (roster, config) = Copy(Captured.SessionTeam, "session-abebfceb");
        await roster.JoinAsync("new-agent", "/home/dev/agent", CancellationToken.None);

        using var document = JsonDocument.Parse(File.ReadAllText(config));
        var members = document.RootElement.GetProperty("members");

        Assert.Equal(
            members[1].EnumerateObject().Select(property => property.Name),
            members[3].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Joining_again_and_leaving_put_every_byte_back()
    {
        var (roster, config) = Copy(Captured.NamedTeam, "My Team!");
        var before = File.ReadAllBytes(config);

        await roster.JoinAsync("agent", "/work", CancellationToken.None);
        var joined = File.ReadAllBytes(config);
        await roster.JoinAsync("agent", "/elsewhere", CancellationToken.None);
        Assert.Equal(joined, File.ReadAllBytes(config));
        await roster.LeaveAsync("agent", CancellationToken.None);

        Assert.Equal(Encoding.UTF8.GetString(before), Encoding.UTF8.GetString(File.ReadAllBytes(config)));
    }

    [Fact]
    public async Task A_team_that_is_gone_is_not_made_anew_by_who_was_in_it()
    {
        var (roster, config) = Copy(Captured.SessionTeam, "session-abebfceb");
        await roster.JoinAsync("agent", "/work", CancellationToken.None);
        Directory.Delete(Path.GetDirectoryName(config)!, recursive: true);

        await roster.RejoinAsync("agent", "/work", CancellationToken.None);
        await roster.LeaveAsync("agent", CancellationToken.None);

        Assert.False(Directory.Exists(Path.GetDirectoryName(config)));
    }

    [Fact]
    public async Task Members_of_other_back_ends_are_not_removed()
    {
        var (roster, config) = Copy(Captured.NamedTeam, "My Team!");
        var before = File.ReadAllBytes(config);

        await roster.LeaveAsync("worker.One", CancellationToken.None);

        Assert.Equal(before, File.ReadAllBytes(config));
    }

    [Theory]
    [InlineData("worker-One")]
    [InlineData("Worker One")]
    [InlineData("TEAM-LEAD")]
    public async Task A_name_whose_file_another_member_has_is_refused(string name)
    {
        var (roster, _) = Copy(Captured.NamedTeam, "My Team!");

        var error = await Assert.ThrowsAsync<NameTakenException>(() => roster.JoinAsync(name, "/work", CancellationToken.None).AsTask());

        Assert.Contains(error.Holder, (string[])["worker.One", "team-lead"]);
    }

    [Fact]
    public async Task Twenty_agents_that_join_at_once_are_all_there()
    {
        var (_, _) = Copy(Captured.SessionTeam, "session-abebfceb");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => New("session-abebfceb").JoinAsync($"agent-{n}", "/work", CancellationToken.None).AsTask())));

        Assert.Equal(23, New("session-abebfceb").Read()!.Members.Count);
    }

    [Fact]
    public async Task A_config_that_is_half_written_is_waited_for()
    {
        var (roster, config) = Copy(Captured.NamedTeam, "My Team!");
        var whole = File.ReadAllBytes(config);
        File.WriteAllBytes(config, whole[..(whole.Length / 2)]);
        var joining = roster.JoinAsync("agent", "/work", CancellationToken.None).AsTask();

        File.WriteAllBytes(config, whole);

        await joining;
        Assert.Contains(roster.Read()!.Members, member => member.Name == "agent");
    }

    [Fact]
    public async Task A_config_that_stays_broken_is_an_error_that_says_where()
    {
        var (roster, config) = Copy(Captured.NamedTeam, "My Team!");
        File.WriteAllText(config, "{ broken");

        var error = await Assert.ThrowsAsync<TeamConfigException>(() => roster.JoinAsync("agent", "/work", CancellationToken.None).AsTask());

        Assert.Equal(config, error.Path);
        Assert.Equal("{ broken", File.ReadAllText(config));
    }

    private (TeamRoster Roster, string Config) Copy(string captured, string name)
    {
        Captured.CopyTo(_folder.Path, captured);
        return (New(name), new TeamFolder(_folder.Path, name).ConfigPath);
    }

    private TeamRoster New(string name) => new(Disk.Real, TimeProvider.System, new TeamFolder(_folder.Path, name));

    [Fact]
    public async Task What_the_client_writes_while_we_write_is_not_lost()
    {
        var fault = new Fault();
        Captured.CopyTo(_folder.Path, Captured.SessionTeam);
        var team = new TeamFolder(_folder.Path, "session-abebfceb");
        var roster = new TeamRoster(FaultyFileSystem.Disk(fault), TimeProvider.System, team);
        fault.Arm(1, _ =>
        {
            // The client spawns a teammate between our reading and our replacing.
            File.WriteAllText(team.ConfigPath, File.ReadAllText(team.ConfigPath).Replace("\"members\": [", "\"members\": [{\"agentId\":\"new@t\",\"name\":\"new\"},", StringComparison.Ordinal));
            return null;
        }, only: $"flush {team.ConfigPath}");

        await roster.JoinAsync("agent", "/work", CancellationToken.None);

        Assert.NotNull(fault.Failed);
        Assert.Superset(new HashSet<string> { "new", "agent" }, roster.Read()!.Members.Select(static member => member.Name).ToHashSet());
        Assert.Empty(Directory.GetFiles(team.ConfigFolder, "*.tmp.*"));
    }
}
