using System.IO.Abstractions;
using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.TestKit;

/// <summary>The real file system with faults.</summary>
public sealed class FaultyFileSystem : IFileSystem
{
    private readonly FileSystem _inner = new();

    public FaultyFileSystem(Fault fault) => (File, Directory) = (new FaultyFile(this, fault), new FaultyDirectory(this, fault));

    public IFile File { get; }

    public IDirectory Directory { get; }

    public IFileInfoFactory FileInfo => _inner.FileInfo;

    public IFileStreamFactory FileStream => _inner.FileStream;

    public IPath Path => _inner.Path;

    public IDirectoryInfoFactory DirectoryInfo => _inner.DirectoryInfo;

    public IDriveInfoFactory DriveInfo => _inner.DriveInfo;

    public IFileSystemWatcherFactory FileSystemWatcher => _inner.FileSystemWatcher;

    internal static Disk Disk(Fault fault) => new(new FaultyFileSystem(fault), new FaultyPlatform(PlatformFiles.Current, fault));
}
