using Mailbox.Contracts;
using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

public sealed class FileStoreReplyTests : ReplyContract
{
    private readonly TestFolder _folder = new();

    protected override void Cleanup() => _folder.Dispose();

    private protected override IMessageStore CreateStore(TimeProvider time) => FileStores.Create(_folder, time);
}
