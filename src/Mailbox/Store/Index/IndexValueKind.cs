namespace Mailbox.Store.Index;

internal enum IndexValueKind
{
    Null,
    Number,
    Text,
    Id,
}
