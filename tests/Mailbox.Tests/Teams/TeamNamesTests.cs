using Mailbox.Teams;

namespace Mailbox.Tests.Teams;

public sealed class TeamNamesTests
{
    // Seen on the real client: LAYOUT, "Names become file names".
    [Theory]
    [InlineData("My Team!", "my-team-", "My-Team-")]
    [InlineData("demo_Team", "demo-team", "demo_Team")]
    [InlineData("session-abebfceb", "session-abebfceb", "session-abebfceb")]
    [InlineData("../../etc", "------etc", "------etc")]
    [InlineData("日本", "--", "--")]
    public void A_teams_folder_and_its_twin_are_made_as_the_real_client_makes_them(string team, string folder, string twin)
    {
        Assert.Equal(folder, TeamNames.Folder(team));
        Assert.Equal(twin, TeamNames.TwinFolder(team));
    }

    [Theory]
    [InlineData("worker.One", "worker-One")]
    [InlineData("C# Agent.v2", "C--Agent-v2")]
    [InlineData("a/b\\c:d", "a-b-c-d")]
    [InlineData("..", "--")]
    public void An_agents_file_keeps_case(string agent, string file) => Assert.Equal(file, TeamNames.AgentFile(agent));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(" padded")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("zero\u200bwidth")]
    [InlineData("right\u202eleft")]
    [InlineData("half\ud800")]
    [InlineData("CON")]
    [InlineData("lpt1")]
    public void A_name_that_would_deceive_or_not_be_a_file_is_refused(string name) =>
        Assert.Throws<InvalidNameException>(() => TeamNames.Validate(name));

    [Fact]
    public void A_long_name_is_refused_and_the_error_stays_short()
    {
        Assert.Equal(new string('x', 100), TeamNames.Validate(new string('x', 100)));
        var error = Assert.Throws<InvalidNameException>(() => TeamNames.Validate(new string('x', 100_000)));
        Assert.True(error.Message.Length < 300);
    }

    [Theory]
    [InlineData("reviwer", "reviewer")]
    [InlineData("Architect", "architect")]
    [InlineData("zebra", null)]
    public void The_nearest_name_is_suggested_when_it_is_near(string asked, string? nearest) =>
        Assert.Equal(nearest, TeamNames.Nearest(asked, ["reviewer", "architect", "team-lead"]));
}
