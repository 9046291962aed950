using System.Diagnostics;
using System.Runtime.InteropServices;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>Links, pipes and devices in the places where our files should be: none is followed, none is waited for, and what they point to stays as it was.</summary>
public sealed partial class PlantedFileTests : IAsyncDisposable
{
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(100) });
    private readonly TestFolder _elsewhere = new();

    public static TheoryData<string> Places => ["agents/agent/inbox", "agents/agent/tmp", "agents/agent/done", "agents/agent", "agents", "."];

    public async ValueTask DisposeAsync()
    {
        await _team.DisposeAsync();
        _elsewhere.Dispose();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_link_in_place_of_a_folder_is_refused_and_nothing_goes_through_it(string place)
    {
        var path = Path.GetFullPath(Path.Combine(_team.StoreFolder, place));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, _elsewhere.Path);

        var refused = await Assert.ThrowsAnyAsync<MailboxException>(() => _team.JoinAsync("agent"));

        Assert.Contains("symbolic link", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_elsewhere.Path));
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("dead")]
    [InlineData("done")]
    public async Task A_link_a_pipe_and_a_device_in_place_of_a_message_are_not_followed_and_mail_goes_on(string box)
    {
        var agent = await _team.JoinAsync("agent");
        var secret = _elsewhere.Write("secret.json", """[{"from":"x","text":"secret","timestamp":"2026-11-21T08:59:20.022Z"}]""");
        var folder = Path.Combine(_team.StoreFolder, "agents", "agent", box);
        File.CreateSymbolicLink(Path.Combine(folder, $"{Guid.CreateVersion7()}.json"), secret);
        File.CreateSymbolicLink(Path.Combine(folder, $"{Guid.CreateVersion7()}.json"), "/dev/zero");
        Assert.Equal(0, MakePipe(Path.Combine(folder, $"{Guid.CreateVersion7()}.json"), 0x180));

        await agent.SendAsync("good", "agent");

        Assert.Equal(["good"], await agent.TakeAsync(1));
        Assert.DoesNotContain(await agent.SearchAsync(new MessageQuery()), static found => found.Message.Text == "secret");
        Assert.True((await agent.VerifyAsync()).IsConsistent);
        await agent.RebuildIndexAsync();
        Assert.Contains("secret", await File.ReadAllTextAsync(secret), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index.db.lock")]
    [InlineData("index.db")]
    [InlineData("index.db.waiting")]
    public async Task A_link_in_place_of_a_lock_or_of_the_index_is_not_written_through(string name)
    {
        Directory.CreateDirectory(_team.StoreFolder);
        var target = _elsewhere.Write("target", "precious");
        File.CreateSymbolicLink(Path.Combine(_team.StoreFolder, name), target);

        await Record.ExceptionAsync(async () =>
        {
            var agent = await _team.JoinAsync("agent");
            await agent.SendAsync("text", "agent");
            await agent.TakeAsync(1);
        });

        Assert.Equal("precious", await File.ReadAllTextAsync(target));
    }

    [Fact]
    public async Task A_pipe_in_place_of_an_inbox_of_agent_teams_is_not_waited_for()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_team.InboxPath("agent"))!);
        Assert.Equal(0, MakePipe(_team.InboxPath("agent"), 0x180));

        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("good", "agent");

        Assert.Equal(["good"], await agent.TakeAsync(1));
    }

    /// <summary>Folders 0700 and files 0600, whatever the process takes away or leaves: all 512 umasks, in a process of its own.</summary>
    [Fact]
    public async Task Under_every_umask_what_is_ours_is_for_the_owner_alone()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mailbox.Faults.Worker.dll"), "umasks", _team.Root]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await child.StandardOutput.ReadToEndAsync() + await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, said);
        Assert.Equal("512 umasks", said.Trim());
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
