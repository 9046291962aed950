using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

/// <summary>
/// Windows: NTFS journals names itself, and offers no flush of a directory to an ordinary process, so the file's own flush is what is
/// promised. Files keep the permissions of their folder.
/// </summary>
internal sealed partial class WindowsFiles : PlatformFiles
{
    private const int AlreadyExists = 183;
    private const int FileNotFound = 2;
    private const int PathNotFound = 3;

    public override bool ReplacesOpenFiles => false;

    public override byte[] ReadAll(string path, long maxBytes) => ManagedFiles.ReadAll(path, maxBytes);

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync)
    {
        using var stream = ManagedFiles.CreateNew(path, mode: null);
        stream.Write(content);
        if (sync && !FlushFileBuffers(stream.SafeFileHandle))
        {
            throw new IOException($"Flushing '{path}' failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public override void SyncDirectory(string path)
    {
        // Nothing to call; see the remark on the class.
    }

    public override bool TryMakeDirectory(string path)
    {
        if (CreateDirectory(path, 0))
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            AlreadyExists => false,
            PathNotFound => throw new DirectoryNotFoundException($"Making the directory '{path}' failed: its parent is not there."),
            _ => throw new IOException($"Making the directory '{path}' failed: {Marshal.GetLastPInvokeErrorMessage()}"),
        };
    }

    public override bool TryRemoveDirectory(string path)
    {
        if (RemoveDirectory(path))
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is FileNotFound or PathNotFound
            ? false
            : throw new IOException($"Removing the directory '{path}' failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public override bool TryMoveDirectory(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException) when (!Directory.Exists(from) || Directory.Exists(to))
        {
            return false; // Somebody else moved it first, or took the target.
        }
    }

    public override FileIdentity? Identify(string path) => ManagedIdentity.Of(path);

    public override IDisposable? TryLock(string path) => ManagedFiles.TryLock(path);

    [LibraryImport("kernel32", EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeHandle file);

    [LibraryImport("kernel32", EntryPoint = "CreateDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateDirectory(string path, nint security);

    [LibraryImport("kernel32", EntryPoint = "RemoveDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool RemoveDirectory(string path);
}
