using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>Twenty agents that wait for mail that does not come.</summary>
internal static class IdleBenchmark
{
    private const int Agents = 20;
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(1);

    // Until then the code of the pulse, which runs once a second, is compiled, and compiled again.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(3);

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
        await Task.Delay(Settling);
        var (processorBefore, memoryBefore) = Used();
        await Task.Delay(Watched);
        var (processor, memory) = Used();
        Table.Row($"processor of {Agents} idle agents", "ms", (processor - processorBefore).TotalMilliseconds, "time that passed", Watched.TotalMilliseconds);
        Table.Row($"live memory of a process with {Agents} idle agents after a minute", "MB", memory / 1e6, "before", memoryBefore / 1e6);

        await stop.CancelAsync();
        await Task.WhenAll(waiting);
        foreach (var mailbox in mailboxes)
        {
            await mailbox.DisposeAsync();
        }
    }

    private static (TimeSpan Processor, long Memory) Used()
    {
        using var process = Process.GetCurrentProcess();
        return (process.TotalProcessorTime, GC.GetTotalMemory(forceFullCollection: true));
    }
}
