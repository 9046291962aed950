using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

internal static class FileStores
{
    public static FileMessageStore Create(TestFolder folder, TimeProvider time) =>
        new(folder["store"], new MailboxOptions { TimeProvider = time, Durability = Durability.ProcessCrash });
}
