using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>.NET swallows the errors of fsync on Linux; these fail if ours are lost too. The kernel's answer is forged with strace.</summary>
public sealed class FlushErrorTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Theory]
    [InlineData("EIO", "Input/output error")]
    [InlineData("ENOSPC", "No space left on device")]
    public async Task An_error_of_fsync_is_an_error_of_the_send(string error, string message)
    {
        Tools.Require("strace");
        await (await _team.JoinAsync("worker")).DisposeAsync();

        // Syncs of the join come first and must pass; they are counted without a fault.
        var syncs = await CountSyncsAsync();
        using var sender = Strace($"inject=fsync:error={error}:when={syncs}+", 1);
        await sender.EndsAsync();

        Assert.Contains(sender.Lines, line => line.Contains(nameof(MailboxStorageException), StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
        Assert.DoesNotContain(sender.Lines, line => line.StartsWith("sent ", StringComparison.Ordinal));
    }

    private async Task<int> CountSyncsAsync()
    {
        using var sender = Strace("trace=fsync", 1);
        Assert.Equal(0, await sender.EndsAsync());
        Assert.Contains(sender.Lines, line => line.StartsWith("sent ", StringComparison.Ordinal));
        var syncs = sender.Lines.Count(line => line.Contains("fsync(", StringComparison.Ordinal));

        // Of a send: the file, then its directory. Fail from the first of the two on; a later process joins without syncing config.json again.
        Assert.InRange(syncs, 2, 20);
        return 1;
    }

    private WorkerProcess Strace(string expression, int messages) =>
        WorkerProcess.Start("strace", "-f", "-qq", "-e", expression, "-e", "signal=none", "dotnet", WorkerProcess.Assembly, "send", _team.Root, _team.Name, "worker", "30", "worker", $"{messages}", "durable");
}
