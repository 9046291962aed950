using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

/// <summary>What Linux and macOS do alike.</summary>
internal abstract class UnixFiles : PlatformFiles
{
    protected const uint PrivateFile = 0b110_000_000;
    protected const uint PrivateDirectory = 0b111_000_000;

    /// <summary>O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW.</summary>
    protected abstract int OpenDirectoryFlags { get; }

    /// <summary>Flushes a descriptor to the device, and says so when that fails.</summary>
    protected abstract void Flush(int descriptor, string path);

    public override void SyncDirectory(string path)
    {
        var descriptor = Libc.Open(path, OpenDirectoryFlags);
        if (descriptor < 0)
        {
            throw UnixError.LastException("Opening the directory", path);
        }

        try
        {
            Flush(descriptor, path);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public override bool TryMakeDirectory(string path)
    {
        if (Libc.MakeDirectory(path, PrivateDirectory) != 0)
        {
            return Marshal.GetLastPInvokeError() == UnixError.Exists ? false : throw UnixError.LastException("Making the directory", path);
        }

        // A umask such as 0777 takes bits away that the owner needs.
        return Libc.ChangeModeOf(path, PrivateDirectory) == 0 || Marshal.GetLastPInvokeError() == UnixError.NoEntry
            ? true
            : throw UnixError.LastException("Setting the mode of", path);
    }

    public override bool TryRemoveDirectory(string path)
    {
        if (Libc.RemoveDirectory(path) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == UnixError.NoEntry ? false : throw UnixError.LastException("Removing the directory", path);
    }

    /// <summary>Renames, and fails with EEXIST rather than replace what is there.</summary>
    protected abstract bool TryRenameExclusively(string from, string to);

    public override bool TryMoveDirectory(string from, string to)
    {
        if (TryRenameExclusively(from, to))
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        if (UnixError.IsUnsupported(errno))
        {
            // NFS, 9p, many FUSE file systems: there it is looked first. Who is replaced in between finds that its lock is not its own before it writes.
            errno = Identify(to) is not null ? UnixError.Exists : Libc.Rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        return errno switch
        {
            0 => true,
            UnixError.NoEntry or UnixError.Exists => false,
            _ => throw UnixError.ToException(errno, "Moving the directory", from),
        };
    }

    protected static int Retry(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == UnixError.Interrupted);
        return result;
    }

    protected static unsafe void WriteAll(int descriptor, ReadOnlySpan<byte> content, string path)
    {
        fixed (byte* start = content)
        {
            nint done = 0;
            while (done < content.Length)
            {
                var written = Libc.Write(descriptor, start + done, content.Length - done);
                if (written >= 0)
                {
                    done += written;
                }
                else if (Marshal.GetLastPInvokeError() != UnixError.Interrupted)
                {
                    throw UnixError.LastException("Writing", path);
                }
            }
        }
    }
}
