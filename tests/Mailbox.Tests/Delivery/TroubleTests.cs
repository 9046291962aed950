using Mailbox.TestKit;

namespace Mailbox.Tests.Delivery;

/// <summary>Full disks, missing rights, wrong options: a clear error, and nothing accepted is lost.</summary>
public sealed class TroubleTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_full_disk_is_an_error_of_the_send_and_sending_works_again_afterwards()
    {
        var fault = new Fault();
        var agent = await _team.JoinAsync("agent", _team.Options with { Disk = FaultyFileSystem.Disk(fault) });
        await agent.SendAsync("before", "agent");
        await agent.TakeAsync(1);
        fault.Arm(2, operation => new IOException($"{operation}: No space left on device"));

        var error = await Assert.ThrowsAsync<MailboxStorageException>(() => agent.SendAsync("lost", "agent").AsTask());

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing accepted was lost", error.Message, StringComparison.Ordinal);
        await agent.SendAsync("after", "agent");
        Assert.Equal(["after"], await agent.TakeAsync(1));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_that_says_which()
    {
        File.WriteAllText(_team.Folder["mailbox"], "a file where the folder should be");

        var error = await Assert.ThrowsAsync<MailboxStorageException>(() => _team.JoinAsync("agent"));

        Assert.Contains(_team.Folder["mailbox"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_made()
    {
        await using var agent = await AgentMailbox.JoinAsync("team", "agent", _team.Options with { Root = _team.Folder["a", "b", "c"] });

        await agent.SendAsync("x", "agent");

        Assert.StartsWith(_team.Folder["a", "b", "c"], agent.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused_with_every_fault()
    {
        var error = await Assert.ThrowsAsync<InvalidMailboxOptionsException>(() => AgentMailbox.JoinAsync("team", "agent", new MailboxOptions
        {
            Root = _team.Root, LeaseDuration = TimeSpan.Zero, MaxAttempts = 0, MaxMessageBytes = 1, MaxRetryDelay = TimeSpan.Zero,
        }).AsTask());

        Assert.Equal(
            "The mailbox options are not valid: LeaseDuration must be positive; it is 00:00:00. MaxRetryDelay (00:00:00) must not be less than RetryDelay (00:00:01). "
            + "MaxAttempts must be at least 1; it is 0. MaxMessageBytes must be between 1 KiB and 64 MiB; it is 1.", error.Message);
    }

    [Fact]
    public async Task An_index_that_somebody_keeps_locked_delays_and_loses_nothing()
    {
        var agent = await _team.JoinAsync("agent");
        using (var other = Mailbox.Store.Index.IndexConnection.Open(Path.Combine(_team.StoreFolder, "index.db")))
        {
            Assert.True(other.TryBegin());
            await agent.SendAsync("accepted while locked", "agent");
            var taking = agent.TakeAsync(1);
            await Task.Delay(100);
            Assert.False(taking.IsCompleted);
            other.Rollback();
            Assert.Equal(["accepted while locked"], await taking);
        }
    }

    [Fact]
    public async Task A_folder_that_was_deleted_under_us_is_made_again_and_mail_goes_on()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendAsync("before", "agent");
        await agent.TakeAsync(1);
        Directory.Delete(_team.Folder["mailbox", "team", "agents", "agent"], recursive: true);

        await agent.SendAsync("after", "agent");

        Assert.Equal(["after"], await agent.TakeAsync(1));
    }
}
