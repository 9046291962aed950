using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Store.Index;
using Mailbox.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailbox.Tests.Store;

public sealed class UnchangedIndexTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IndexDatabase _index;
    private readonly UnchangedIndex _unchanged;
    private int _asked;

    public UnchangedIndexTests()
    {
        _index = new IndexDatabase(Disk.Real, TimeProvider.System, _folder["index.db"], static _ => { }, NullLogger.Instance);
        _unchanged = new UnchangedIndex(_index);
    }

    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_there_was_none_of_is_not_asked_for_again_until_somebody_has_written()
    {
        await LookAsync();
        await LookAsync();
        Assert.Equal(1, _asked);

        await WriteAsync("DELETE FROM closed_requests");
        await WriteAsync("INSERT INTO closed_requests VALUES('c', 1)");
        Assert.Equal(["c"], await LookAsync());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_there_is_some_of_is_asked_for_each_time()
    {
        await WriteAsync("INSERT INTO closed_requests VALUES('c', 1)");
        await LookAsync();
        await LookAsync();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_comes_after_the_look_is_found_with_the_next()
    {
        await LookAsync();
        await _unchanged.LookAsync();
        await WriteAsync("INSERT INTO closed_requests VALUES('c', 1)");
        Assert.Empty(await QueryAsync());
        Assert.Equal(["c"], await LookAsync());
    }

    private async Task<List<string>> LookAsync()
    {
        await _unchanged.LookAsync();
        return await QueryAsync();
    }

    private Task<List<string>> QueryAsync() => _unchanged.QueryAsync("agent", connection =>
    {
        _asked++;
        return connection.Query("SELECT correlation FROM closed_requests", static row => row.Text(0));
    });

    private Task<int> WriteAsync(string sql) => _index.WriteAsync(connection => connection.Execute(sql));
}
