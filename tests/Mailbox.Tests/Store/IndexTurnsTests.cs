using Mailbox.Files;
using Mailbox.Store.Index;
using Mailbox.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailbox.Tests.Store;

public sealed class IndexTurnsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_writes_all_the_time_lets_others_have_their_turn()
    {
        await using var greedy = Open();
        await using var modest = Open();
        using var stop = new CancellationTokenSource();
        var hogging = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteAsync(greedy);
            }
        })));

        for (var i = 0; i < 30; i++)
        {
            await WriteAsync(modest).WaitAsync(Eventually.Limit);
        }

        await stop.CancelAsync();
        await hogging;
    }

    [Fact]
    public async Task Work_that_fails_takes_nobody_else_along()
    {
        await using var index = Open();

        var all = Enumerable.Range(0, 50).Select(n => n % 10 == 3
            ? index.WriteAsync<bool>(_ => throw new InvalidDataException($"{n}"))
            : index.WriteAsync(connection => connection.Execute("INSERT INTO meta VALUES($0, 1)", $"key {n}") == 1)).ToList();

        for (var n = 0; n < all.Count; n++)
        {
            if (n % 10 == 3)
            {
                await Assert.ThrowsAsync<InvalidDataException>(() => all[n]);
            }
            else
            {
                Assert.True(await all[n]);
            }
        }

        Assert.Equal(45, await index.ReadAsync(connection => connection.Number("SELECT count(*) FROM meta WHERE key LIKE 'key %'"), CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_begin_fails_for_all_who_wait_at_once()
    {
        var (tries, go) = (0, new TaskCompletionSource());
        await using var queue = new IndexWriteQueue(async _ =>
        {
            await go.Task;
            tries++;
            throw new TimeoutException("somebody else writes");
        });
        var all = Enumerable.Range(0, 20).Select(_ => queue.EnqueueAsync(static _ => true)).ToList();
        go.SetResult();

        foreach (var one in all)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => one.WaitAsync(Eventually.Limit));
        }

        Assert.InRange(tries, 1, 2);
    }

    [Fact]
    public async Task Who_waits_to_read_an_index_that_closes_gets_an_error()
    {
        var index = Open();
        using var go = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var reading = Task.Run(() => index.ReadAsync(_ =>
        {
            begun.SetResult();
            return go.Wait(Eventually.Limit);
        }, CancellationToken.None));
        await begun.Task;
        var closing = index.DisposeAsync().AsTask();
        var late = index.ReadAsync(static _ => true, CancellationToken.None);
        go.Set();

        Assert.True(await reading);
        await closing;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.WaitAsync(Eventually.Limit));
    }

    private static Task<int> WriteAsync(IndexDatabase index) =>
        index.WriteAsync(connection => connection.Execute("UPDATE meta SET value = value + 1 WHERE key = 'fence'"));

    private IndexDatabase Open() => new(Disk.Real, TimeProvider.System, _folder["index.db"], _ => { }, NullLogger.Instance);
}
