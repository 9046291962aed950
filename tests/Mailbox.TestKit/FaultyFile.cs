using System.IO.Abstractions;

namespace Mailbox.TestKit;

/// <summary>The file half of the real file system, whose operations can be made to fail.</summary>
public sealed class FaultyFile(IFileSystem fileSystem, Fault fault) : FileWrapper(fileSystem)
{
    public override void Move(string sourceFileName, string destFileName, bool overwrite)
    {
        fault.Check($"rename {sourceFileName} to {destFileName}");
        base.Move(sourceFileName, destFileName, overwrite);
    }

    public override void SetLastWriteTimeUtc(string path, DateTime lastWriteTimeUtc)
    {
        fault.Check($"stamp {path}");
        base.SetLastWriteTimeUtc(path, lastWriteTimeUtc);
    }

    public override void Delete(string path)
    {
        fault.Check($"delete {path}");
        base.Delete(path);
    }
}
