namespace Mailbox.Files;

/// <summary>What tells one state of a path from another: which file it is, and when and to what size it was last written.</summary>
internal readonly record struct FileIdentity(FileKind Kind, ulong Device, ulong Inode, long Length, long ModifiedNanoseconds)
{
    /// <summary>True when both describe the same file or directory, whatever was written to it in between.</summary>
    public bool IsSameFile(FileIdentity other) => Device == other.Device && Inode == other.Inode && Kind == other.Kind;

    public DateTimeOffset ModifiedAt => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNanoseconds / 100);
}
