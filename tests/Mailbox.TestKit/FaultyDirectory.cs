using System.IO.Abstractions;

namespace Mailbox.TestKit;

/// <summary>The directory half of the real file system, whose operations can be made to fail.</summary>
public sealed class FaultyDirectory(IFileSystem fileSystem, Fault fault) : DirectoryWrapper(fileSystem)
{
    public override IEnumerable<string> EnumerateFiles(string path, string searchPattern)
    {
        fault.Check($"list {path}");
        return base.EnumerateFiles(path, searchPattern);
    }

    public override void SetLastWriteTimeUtc(string path, DateTime lastWriteTimeUtc)
    {
        fault.Check($"stamp directory {path}");
        base.SetLastWriteTimeUtc(path, lastWriteTimeUtc);
    }

    public override IEnumerable<string> EnumerateDirectories(string path)
    {
        fault.Check($"list directories {path}");
        return base.EnumerateDirectories(path);
    }
}
