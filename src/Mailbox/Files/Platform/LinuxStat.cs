using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

/// <summary>statx(2) and renameat2(2): their layouts are the same on every Linux architecture, which those of stat(2) are not.</summary>
internal static partial class LinuxStat
{
    private const int CurrentDirectory = -100;
    private const int NoFollowLink = 0x100;

    /// <summary>AT_STATX_FORCE_SYNC: a network file system asks its server, rather than answer what it knew a while ago.</summary>
    private const int AskServer = 0x2000;

    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const uint NoReplace = 1;

    public static FileIdentity? OfPath(string path)
    {
        if (StatX(CurrentDirectory, path, NoFollowLink | AskServer, BasicStats, out var stat) == 0)
        {
            return stat.ToIdentity();
        }

        return Marshal.GetLastPInvokeError() is UnixError.NoEntry or UnixError.NotADirectory ? null : throw UnixError.LastException("Looking at", path);
    }

    public static FileIdentity OfDescriptor(int descriptor, string path) =>
        StatX(descriptor, "", EmptyPath, BasicStats, out var stat) == 0 ? stat.ToIdentity() : throw UnixError.LastException("Looking at", path);

    public static bool RenameNoReplace(string from, string to) => RenameAt2(CurrentDirectory, from, CurrentDirectory, to, NoReplace) == 0;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out StatBuffer buffer);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromDirectory, string from, int toDirectory, string to, uint flags);

    /// <summary>struct statx of linux/stat.h: 256 bytes, of which these are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct StatBuffer
    {
        [FieldOffset(28)] private readonly ushort _mode;
        [FieldOffset(32)] private readonly ulong _inode;
        [FieldOffset(40)] private readonly ulong _size;
        [FieldOffset(112)] private readonly long _modifiedSeconds;
        [FieldOffset(120)] private readonly uint _modifiedNanoseconds;
        [FieldOffset(136)] private readonly uint _deviceMajor;
        [FieldOffset(140)] private readonly uint _deviceMinor;

        public FileIdentity ToIdentity()
        {
            var kind = (_mode & 0xF000) switch
            {
                0x8000 => FileKind.Regular,
                0x4000 => FileKind.Directory,
                0xA000 => FileKind.SymbolicLink,
                _ => FileKind.Other,
            };
            return new FileIdentity(kind, ((ulong)_deviceMajor << 32) | _deviceMinor, _inode, (long)_size, (_modifiedSeconds * 1_000_000_000) + _modifiedNanoseconds);
        }
    }
}
