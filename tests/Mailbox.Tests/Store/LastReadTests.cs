using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

/// <summary>What a claim has read of a file, the next one may use; the file is the truth all the same.</summary>
public sealed class LastReadTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FileMessageStore _store;

    public LastReadTests() => _store = FileStores.Create(_folder, TimeProvider.System);

    private string File => Assert.Single(Directory.GetFiles(Path.Combine(_folder["store"], "agents", "worker", "inbox")));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_claimed_from_piece_by_piece()
    {
        await ClaimHalfAsync();
        Assert.Equal(["three", "four"], (await _store.ClaimAsync(2)).Select(static claim => claim.Message.Text));
    }

    [Fact]
    public async Task What_somebody_deletes_in_between_is_not_handed_out()
    {
        await ClaimHalfAsync();
        System.IO.File.Delete(File);
        Assert.Empty(await _store.ClaimAsync(2));
    }

    [Fact]
    public async Task What_somebody_changes_in_between_is_handed_out_as_it_is_then()
    {
        await ClaimHalfAsync();
        await System.IO.File.WriteAllTextAsync(File, (await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken)).Replace("\"three\"", "\"changed\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(["changed", "four"], (await _store.ClaimAsync(2)).Select(static claim => claim.Message.Text));
    }

    private async Task ClaimHalfAsync()
    {
        _store.MakeMailbox("worker");
        await _store.PublishAsync(Mail.Message("one"), Mail.Message("two"), Mail.Message("three"), Mail.Message("four"));
        await _store.SearchAsync(new MessageQuery(), TestContext.Current.CancellationToken); // From now on the index has them.
        Assert.Equal(["one", "two"], (await _store.ClaimAsync(2)).Select(static claim => claim.Message.Text));
    }
}
