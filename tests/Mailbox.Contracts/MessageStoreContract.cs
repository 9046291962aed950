using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Contracts;

/// <summary>What every store must do. A store's own test project derives from the suites and says how one is made.</summary>
public abstract class MessageStoreContract : IAsyncLifetime
{
    protected ManualTime Time { get; } = new();

    private protected IMessageStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = CreateStore(Time);
        await Store.OpenMailboxAsync("worker", CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Cleanup();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store on the same data each time, as processes of one machine have.</summary>
    private protected abstract IMessageStore CreateStore(TimeProvider time);

    protected abstract void Cleanup();

    private protected async Task<Claim> PublishAndClaimAsync(string text = "work", Func<Message, Message>? with = null)
    {
        await Store.PublishAsync(Mail.Message(text, with: with, time: Time));
        return Assert.Single(await Store.ClaimAllAsync(1));
    }

    private protected async Task<StoredMessage> GetAsync(Guid id) => Assert.Single(await Store.GetAsync(id, CancellationToken.None));
}
