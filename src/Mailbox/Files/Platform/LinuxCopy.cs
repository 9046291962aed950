using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

/// <summary>
/// copy_file_range(2): bytes that go from one file to another without passing through this process. Where that fails, sendfile(2) does it: file systems and
/// sandboxes refuse the former with errors of many kinds (golang/go issues 40893, 42334 and 42400), and what is wrong with the files themselves, the latter meets too.
/// </summary>
internal static partial class LinuxCopy
{
    /// <summary>Copies the first bytes of a file to where another stands; false when it has fewer.</summary>
    public static unsafe bool TryCopy(int from, int to, long length, string path)
    {
        long done = 0;
        var isWithinKernel = true;
        while (done < length)
        {
            var copied = isWithinKernel ? CopyFileRange(from, &done, to, null, (nint)(length - done), 0) : SendFile(to, from, &done, (nint)(length - done));
            if (copied == 0)
            {
                return false;
            }

            // The kernel has moved the position on.
            if (copied < 0 && Marshal.GetLastPInvokeError() != UnixError.Interrupted)
            {
                isWithinKernel = isWithinKernel ? false : throw UnixError.LastException("Copying to", path);
            }
        }

        return true;
    }

    /// <summary>Has the kernel begin to write a file to its device; nobody waits for it, and nothing is promised.</summary>
    public static int BeginFlush(int descriptor) => SyncFileRange(descriptor, 0, 0, flags: 2);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(int descriptor, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static unsafe partial nint CopyFileRange(int from, long* fromPosition, int to, long* toPosition, nint length, uint flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static unsafe partial nint SendFile(int to, int from, long* fromPosition, nint length);
}
