using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>Twenty agents that wait for mail that does not come.</summary>
internal static class IdleBenchmark
{
    private const int Agents = 20;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        using var stop = new CancellationTokenSource();
        List<AgentMailbox> mailboxes = [];
        for (var i = 0; i < Agents; i++)
        {
            mailboxes.Add(await AgentMailbox.JoinAsync("bench", $"agent-{i}", new MailboxOptions { Root = root }));
        }

        var waiting = mailboxes.ConvertAll(mailbox => mailbox.RunAsync((_, _) => Task.CompletedTask, cancel: stop.Token));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(Watched);
        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Table.Row($"processor of {Agents} idle agents", "ms", used.TotalMilliseconds, "time that passed", Watched.TotalMilliseconds);

        await stop.CancelAsync();
        await Task.WhenAll(waiting);
        foreach (var mailbox in mailboxes)
        {
            await mailbox.DisposeAsync();
        }
    }
}
