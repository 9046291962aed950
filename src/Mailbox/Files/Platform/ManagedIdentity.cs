namespace Mailbox.Files.Platform;

/// <summary>
/// A path's identity from what .NET tells, for platforms without statx: the creation time stands in for the inode. APFS and NTFS keep it
/// in steps of 1 and 100 ns, and a file that replaces another by rename brings its own.
/// </summary>
internal static class ManagedIdentity
{
    public static FileIdentity? Of(string path)
    {
        var info = new FileInfo(path);
        FileAttributes attributes;
        try
        {
            attributes = info.Attributes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if ((int)attributes == -1)
        {
            return null;
        }

        var kind = attributes.HasFlag(FileAttributes.ReparsePoint) ? FileKind.SymbolicLink
            : attributes.HasFlag(FileAttributes.Directory) ? FileKind.Directory
            : attributes.HasFlag(FileAttributes.Device) ? FileKind.Other
            : FileKind.Regular;
        var length = kind == FileKind.Regular ? info.Length : 0;
        return new FileIdentity(kind, 0, (ulong)info.CreationTimeUtc.Ticks, length, (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100);
    }
}
