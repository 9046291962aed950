using System.Diagnostics;
using Mailbox.Processes;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

public sealed class AgentTeamsTests : IDisposable
{
    private readonly TestFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Teams_of_both_eras_are_listed_with_members_and_lead()
    {
        Captured.CopyTo(_root.Path, Captured.SessionTeam);
        Captured.CopyTo(_root.Path, Captured.NamedTeam);
        _root.Write("teams/broken/config.json", "{");

        var teams = await AgentTeams.ListAsync(_root.Path);

        Assert.Equal([("My Team!", TeamEra.Named), ("session-abebfceb", TeamEra.Session)], teams.Select(team => (team.Name, team.Era)));
        Assert.Equal(LeadState.Unknown, teams[0].Lead);
        Assert.Equal(["team-lead", "csharp-agent", "C# Agent.v2"], teams[1].Members.Select(member => member.Name));
        Assert.Equal("/home/dev/project", teams[1].WorkingDirectory);
        Assert.Equal(_root["teams", "my-team-"], teams[0].Folder);
    }

    [Fact]
    public async Task A_root_that_is_not_there_has_no_teams() => Assert.Empty(await AgentTeams.ListAsync(_root["nothing"]));

    [Fact]
    public async Task A_lead_that_runs_is_told_from_one_that_has_ended()
    {
        using var ended = Process.Start(new ProcessStartInfo("true"))!;
        await ended.WaitForExitAsync();
        WriteTeam("session-11111111", "/project", 1, ProcessIdentity.Current);
        WriteTeam("session-22222222", "/project", 2, ProcessIdentity.Current with { Id = ended.Id });
        WriteTeam("session-33333333", "/project", 3, ProcessIdentity.Current with { Start = "1" });
        WriteTeam("session-44444444", "/project", 4, ProcessIdentity.Current with { Space = "elsewhere#pid:[1]" });

        var teams = await AgentTeams.ListAsync(_root.Path);

        Assert.Equal([LeadState.Alive, LeadState.Gone, LeadState.Gone, LeadState.Unknown], teams.Select(team => team.Lead));
    }

    [Fact]
    public async Task The_live_team_of_a_folder_is_found_without_its_name()
    {
        WriteTeam("session-11111111", "/project", 1, ProcessIdentity.Current);
        WriteTeam("session-22222222", "/project", 2, ProcessIdentity.Current with { Start = "1" });
        WriteTeam("session-33333333", "/project/deep", 3, ProcessIdentity.Current);
        WriteTeam("session-44444444", "/projectile", 4, ProcessIdentity.Current);
        WriteTeam("session-55555555", "/project/deep", 5, ProcessIdentity.Current with { Space = "elsewhere" });

        Assert.Equal("session-11111111", (await AgentTeams.FindLiveAsync("/project", _root.Path))!.Name);
        Assert.Equal("session-33333333", (await AgentTeams.FindLiveAsync("/project/deep/er", _root.Path))!.Name);
        Assert.Null(await AgentTeams.FindLiveAsync("/other", _root.Path));
    }

    [Fact]
    public async Task Joining_without_a_team_joins_the_live_one_of_the_folder()
    {
        WriteTeam("session-11111111", "/project", 1, ProcessIdentity.Current);

        await using var mailbox = await AgentMailbox.JoinAsync("agent", new MailboxOptions { Root = _root.Path, WorkingDirectory = "/project/src" });

        Assert.Equal("session-11111111", mailbox.Team);
        var error = await Assert.ThrowsAsync<TeamNotFoundException>(() => AgentMailbox.JoinAsync("agent", new MailboxOptions { Root = _root.Path, WorkingDirectory = "/other" }).AsTask());
        Assert.Contains("'/other'", error.Message, StringComparison.Ordinal);
    }

    private void WriteTeam(string name, string folder, long createdAt, ProcessIdentity lead) => _root.Write($"teams/{name}/config.json",
        $$"""
        {"name":"{{name}}","createdAt":{{createdAt}},"leadProcess":{"pid":{{lead.Id}},"pidSpace":"{{lead.Space}}","procStart":"{{lead.Start}}"},
         "members":[{"name":"team-lead","agentType":"team-lead","cwd":"{{folder}}"}]}
        """);
}
