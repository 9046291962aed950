using Mailbox.Files;

namespace Mailbox.Store;

/// <summary>
/// A folder's time stamp as it was before a scan. File systems stamp in steps of a few milliseconds, so a change right before a scan could
/// leave the same stamp as one right after; such a young stamp vouches for nothing (git has the same rule for its index).
/// </summary>
internal readonly record struct FolderStamp(long ModifiedNanoseconds, DateTimeOffset ScannedAt)
{
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(100);

    public bool Covers(FileIdentity folder) =>
        folder.ModifiedNanoseconds == ModifiedNanoseconds && ScannedAt - folder.ModifiedAt > Granularity;
}
