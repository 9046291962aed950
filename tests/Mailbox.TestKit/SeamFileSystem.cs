using System.IO.Abstractions;

namespace Mailbox.TestKit;

/// <summary>The real file system, of which the files, and perhaps the directories, are a test's.</summary>
/// <param name="file">Makes the half for files.</param>
/// <param name="directory">Makes the half for directories; the real one without it.</param>
internal sealed class SeamFileSystem : IFileSystem
{
    private readonly FileSystem _inner = new();

    public SeamFileSystem(Func<IFileSystem, IFile> file, Func<IFileSystem, IDirectory>? directory = null) => (File, Directory) = (file(this), directory?.Invoke(this) ?? _inner.Directory);

    public IFile File { get; }

    public IDirectory Directory { get; }

    public IFileInfoFactory FileInfo => _inner.FileInfo;

    public IFileStreamFactory FileStream => _inner.FileStream;

    public IPath Path => _inner.Path;

    public IDirectoryInfoFactory DirectoryInfo => _inner.DirectoryInfo;

    public IDriveInfoFactory DriveInfo => _inner.DriveInfo;

    public IFileSystemWatcherFactory FileSystemWatcher => _inner.FileSystemWatcher;
}
