using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mailbox.Files.Platform;

/// <summary>
/// macOS: fsync(2) reaches the drive's cache only; F_FULLFSYNC reaches the platter (fcntl(2), "F_FULLFSYNC"). Where a file system
/// refuses it (ENOTSUP on some network volumes) the error surfaces: a durable send fails there rather than promise what it cannot keep.
/// </summary>
internal sealed partial class MacFiles : UnixFiles
{
    private const int FullSync = 51;

    /// <summary>O_DIRECTORY 0x100000, O_CLOEXEC 0x1000000, O_NOFOLLOW 0x100 (sys/fcntl.h).</summary>
    protected override int OpenDirectoryFlags => 0x100000 | 0x1000000 | 0x100;

    /// <summary>O_NONBLOCK 0x4, O_NOFOLLOW 0x100, O_CLOEXEC 0x1000000 (sys/fcntl.h): a pipe that somebody planted must not be waited for, nor a link followed.</summary>
    public override byte[] ReadAll(string path, long maxBytes)
    {
        var descriptor = Libc.Open(path, 0x4 | 0x100 | 0x1000000);
        if (descriptor < 0)
        {
            throw UnixError.LastException("Opening", path);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek ? ManagedFiles.ReadAll(stream, path, maxBytes) : throw new NotARegularFileException($"'{path}' is not a regular file; Mailbox reads nothing else.");
    }

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync)
    {
        using var stream = ManagedFiles.CreateNew(path, (UnixFileMode)PrivateFile);
        stream.Write(content);
        if (sync)
        {
            Flush((int)stream.SafeFileHandle.DangerousGetHandle(), path);
        }
    }

    protected override bool TryRenameExclusively(string from, string to) => RenameExclusive(from, to, flags: 4) == 0;

    public override FileIdentity? Identify(string path) => ManagedIdentity.Of(path);

    public override IDisposable? TryLock(string path) => ManagedFiles.TryLock(path);

    protected override void Flush(int descriptor, string path)
    {
        if (Retry(() => Control(descriptor, FullSync)) != 0)
        {
            throw UnixError.LastException("Flushing", path);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command);

    // RENAME_EXCL is 4 (sys/stdio.h): fail with EEXIST rather than replace.
    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameExclusive(string from, string to, uint flags);
}
