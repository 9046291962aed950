namespace Mailbox.Files.Platform;

/// <summary>
/// The few file operations that .NET does not offer, or offers with a weaker promise: flushing that reports its errors, flushing a directory,
/// exclusive mkdir, opening without following a link. One small type per platform; everything else goes through <c>IFileSystem</c>.
/// </summary>
internal abstract class PlatformFiles
{
    public static PlatformFiles Current { get; } = Create();

    /// <summary>Whether a file can be replaced while somebody reads it.</summary>
    public virtual bool ReplacesOpenFiles => true;

    /// <summary>Reads a regular file whole. Never follows a link and never blocks on a pipe.</summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="FileTooLargeException">It is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">It is not a regular file, or reading failed.</exception>
    public abstract byte[] ReadAll(string path, long maxBytes);

    /// <summary>Creates a file (mode 0600) that must not exist yet, and writes all of it; with <paramref name="sync"/> it is on the device on return.</summary>
    public abstract void WriteNew(string path, ReadOnlySpan<byte> content, bool sync);

    /// <summary>
    /// As <see cref="WriteNew"/>, of the first bytes of a regular file and some more; false when that file is not so long, or not there: a beginning of the
    /// copy may be left then. What somebody writes to it meanwhile may or may not be in the copy.
    /// </summary>
    public virtual bool TryCopyNew(string source, long length, string path, ReadOnlySpan<byte> more, bool sync)
    {
        byte[] content;
        try
        {
            content = ReadAll(source, long.MaxValue);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        if (content.Length < length)
        {
            return false;
        }

        WriteNew(path, [.. content.AsSpan(0, (int)length), .. more], sync);
        return true;
    }

    /// <summary>Adds to the end of a regular file (mode 0600), which is made if it is not there; of what is added nothing is flushed. Never follows a link.</summary>
    public virtual void Append(string path, ReadOnlySpan<byte> content)
    {
        switch (Identify(path)?.Kind)
        {
            case null:
                WriteNew(path, content, sync: false);
                return;
            case FileKind.Regular:
                using (var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
                {
                    stream.Write(content);
                }

                return;
            default:
                throw new NotARegularFileException($"'{path}' is not a regular file; Mailbox writes to nothing else.");
        }
    }

    /// <summary>Has the system begin to write a file to its device, where it can be asked to. Nobody waits for it, and nothing is promised.</summary>
    public virtual void BeginFlush(string path)
    {
        // It does so when it sees fit.
    }

    /// <summary>Makes the names in a directory durable.</summary>
    public abstract void SyncDirectory(string path);

    /// <summary>Creates a directory (mode 0700); false when the name is taken.</summary>
    public abstract bool TryMakeDirectory(string path);

    /// <summary>Removes an empty directory; false when it is not there.</summary>
    public abstract bool TryRemoveDirectory(string path);

    /// <summary>Moves a directory to a name that must be free; false when either is not so.</summary>
    public abstract bool TryMoveDirectory(string from, string to);

    /// <summary>Describes a path without following a link at its end; null when nothing is there.</summary>
    public abstract FileIdentity? Identify(string path);

    /// <summary>Takes a lock that the operating system gives back when this process ends, however it ends; null when it is taken.</summary>
    public abstract IDisposable? TryLock(string path);

    private static PlatformFiles Create()
    {
        if (OperatingSystem.IsLinux())
        {
            return new LinuxFiles();
        }

        if (OperatingSystem.IsMacOS())
        {
            return new MacFiles();
        }

        return OperatingSystem.IsWindows()
            ? new WindowsFiles()
            : throw new PlatformNotSupportedException("Mailbox keeps its promises on Linux, macOS and Windows; on this platform nobody has checked what a flush does.");
    }
}
