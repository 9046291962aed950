using System.Collections.Concurrent;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>More files than a watcher can tell of, and no watcher: what counts is what lies in the folder.</summary>
public sealed class BurstTests : IAsyncDisposable
{
    private static readonly int Files = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_BURST"), out var asked) ? asked : 6_000;
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_burst_of_files_against_a_slow_handler_is_handled_whole_and_once(bool watches)
    {
        var options = _team.Options with { WatchFolders = watches, RescanInterval = TimeSpan.FromMilliseconds(100) };
        await (await _team.JoinAsync("worker", options)).DisposeAsync();

        // As another process writes them: a rename each, and nobody of ours is told.
        Parallel.For(0, Files, i =>
        {
            var entry = $$"""[{"from":"peer","text":"{{i}}","timestamp":"2026-11-21T08:59:20.022Z"}]""";
            var temporary = Path.Combine(_team.StoreFolder, "agents", "worker", "tmp", $"{i:000000}.json");
            File.WriteAllText(temporary, entry);
            File.Move(temporary, Path.Combine(_team.StoreFolder, "agents", "worker", "inbox", $"burst-{i:000000}.json"));
        });

        var worker = await _team.JoinAsync("worker", options);
        ConcurrentDictionary<string, int> handled = new(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await worker.RunAsync(async (delivery, cancel) =>
        {
            if (handled.Count < 20)
            {
                await Task.Delay(50, cancel);
            }

            handled.AddOrUpdate(delivery.Message.Text, 1, static (_, count) => count + 1);
            if (handled.Count == Files)
            {
                await stop.CancelAsync();
            }
        }, new ReceiveOptions { Concurrency = 8, Prefetch = 64 }, stop.Token);

        Assert.Equal(Files, handled.Count);
        Assert.All(handled.Values, static count => Assert.Equal(1, count));
    }
}
