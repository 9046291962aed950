using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

internal sealed class LinuxFiles : UnixFiles
{
    // Two open flags have other numbers on arm (include/uapi/asm-generic/fcntl.h and arch/arm64/include/uapi/asm/fcntl.h of the kernel).
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    private static readonly int OpenDirectory = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int AtEnd = 0x400;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    protected override int OpenDirectoryFlags => OpenDirectory | CloseOnExec | NoFollow;

    public override unsafe byte[] ReadAll(string path, long maxBytes)
    {
        var descriptor = OpenRegular(path, out var length);
        try
        {
            if (length > maxBytes)
            {
                throw new FileTooLargeException(path, length, maxBytes);
            }

            var content = new byte[length];
            var done = 0;
            fixed (byte* start = content)
            {
                while (done < content.Length)
                {
                    var got = Libc.Read(descriptor, start + done, content.Length - done);
                    if (got > 0)
                    {
                        done += (int)got;
                    }
                    else if (got == 0)
                    {
                        break; // An in-place writer truncated it between fstat and read: what is left is half a file, and will not parse.
                    }
                    else if (Marshal.GetLastPInvokeError() != UnixError.Interrupted)
                    {
                        throw UnixError.LastException("Reading", path);
                    }
                }
            }

            return done == content.Length ? content : content[..done];
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync) => TryWriteNew(path, source: -1, 0, content, sync);

    public override bool TryCopyNew(string source, long length, string path, ReadOnlySpan<byte> more, bool sync)
    {
        int descriptor;
        try
        {
            descriptor = OpenRegular(source, out _);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        try
        {
            return TryWriteNew(path, descriptor, length, more, sync);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public override void Append(string path, ReadOnlySpan<byte> content)
    {
        var descriptor = Libc.Open(path, WriteOnly | AtEnd | NonBlocking | CloseOnExec | NoFollow);
        if (descriptor < 0)
        {
            if (Marshal.GetLastPInvokeError() != UnixError.NoEntry)
            {
                throw UnixError.LastException("Opening", path);
            }

            WriteNew(path, content, sync: false);
            return;
        }

        try
        {
            if (LinuxStat.OfDescriptor(descriptor, path).Kind != FileKind.Regular)
            {
                throw new NotARegularFileException($"'{path}' is not a regular file; Mailbox writes to nothing else.");
            }

            WriteAll(descriptor, content, path);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public override void BeginFlush(string path)
    {
        var descriptor = Libc.Open(path, NonBlocking | CloseOnExec | NoFollow);
        if (descriptor >= 0)
        {
            _ = LinuxCopy.BeginFlush(descriptor);
            _ = Libc.Close(descriptor);
        }
    }

    private bool TryWriteNew(string path, int source, long length, ReadOnlySpan<byte> content, bool sync)
    {
        var descriptor = Libc.OpenWithMode(path, WriteOnly | Create | Exclusive | CloseOnExec | NoFollow, PrivateFile);
        if (descriptor < 0)
        {
            throw UnixError.LastException("Creating", path);
        }

        try
        {
            if (Libc.ChangeMode(descriptor, PrivateFile) != 0)
            {
                throw UnixError.LastException("Setting the mode of", path);
            }

            if (length > 0 && !LinuxCopy.TryCopy(source, descriptor, length, path))
            {
                return false;
            }

            WriteAll(descriptor, content, path);
            if (sync)
            {
                Flush(descriptor, path);
            }

            return true;
        }
        finally
        {
            // Linux has released the descriptor whatever close answers; written data is vouched for by fsync, not by close.
            _ = Libc.Close(descriptor);
        }
    }

    protected override bool TryRenameExclusively(string from, string to) => LinuxStat.RenameNoReplace(from, to);

    public override FileIdentity? Identify(string path) => LinuxStat.OfPath(path);

    public override IDisposable? TryLock(string path)
    {
        var descriptor = OpenLock(path);
        var handle = new DescriptorLock(descriptor);
        if (Retry(() => Libc.Lock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking)) == 0)
        {
            return handle;
        }

        var errno = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return UnixError.IsWouldBlock(errno) ? null : throw UnixError.ToException(errno, "Locking", path);
    }

    private static int OpenRegular(string path, out long length)
    {
        // O_NONBLOCK: opening a pipe that somebody planted here must not wait for a writer.
        var descriptor = Libc.Open(path, NonBlocking | CloseOnExec | NoFollow);
        if (descriptor < 0)
        {
            throw UnixError.LastException("Opening", path);
        }

        try
        {
            var identity = LinuxStat.OfDescriptor(descriptor, path);
            length = identity.Length;
            return identity.Kind == FileKind.Regular ? descriptor : throw new NotARegularFileException($"'{path}' is not a regular file; Mailbox reads nothing else.");
        }
        catch
        {
            _ = Libc.Close(descriptor);
            throw;
        }
    }

    /// <summary>Opens a lock file, which nearly always is there; else makes it.</summary>
    private static int OpenLock(string path)
    {
        var flags = ReadWrite | CloseOnExec | NoFollow | NonBlocking;
        var descriptor = Libc.Open(path, flags);
        if (descriptor >= 0)
        {
            return descriptor;
        }

        descriptor = Marshal.GetLastPInvokeError() == UnixError.NoEntry ? Libc.OpenWithMode(path, flags | Create, PrivateFile) : descriptor;
        if (descriptor < 0)
        {
            throw UnixError.LastException("Opening the lock file", path);
        }

        // A umask such as 0200 takes bits away that the next to lock it needs.
        if (Libc.ChangeMode(descriptor, PrivateFile) != 0)
        {
            var error = UnixError.LastException("Setting the mode of", path);
            _ = Libc.Close(descriptor);
            throw error;
        }

        return descriptor;
    }

    protected override void Flush(int descriptor, string path)
    {
        // After an error the kernel has dropped the dirty pages: a second fsync would lie. The caller gives this file up.
        if (Retry(() => Libc.Sync(descriptor)) != 0)
        {
            throw UnixError.LastException("Flushing", path);
        }
    }
}
