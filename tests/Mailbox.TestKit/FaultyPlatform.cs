using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.TestKit;

/// <summary>The real platform, whose operations can be made to fail.</summary>
internal sealed class FaultyPlatform(PlatformFiles inner, Fault fault) : PlatformFiles
{
    public override bool ReplacesOpenFiles => inner.ReplacesOpenFiles;

    public override byte[] ReadAll(string path, long maxBytes)
    {
        fault.Check($"read {path}");
        return inner.ReadAll(path, maxBytes);
    }

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync)
    {
        fault.Check($"create {path}");
        inner.WriteNew(path, content[..(content.Length / 2)], sync: false);
        fault.Check($"write {path}");
        File.Delete(path);
        inner.WriteNew(path, content, sync);
        if (sync)
        {
            fault.Check($"flush {path}");
        }
    }

    public override bool TryCopyNew(string source, long length, string path, ReadOnlySpan<byte> more, bool sync)
    {
        fault.Check($"create {path}");
        inner.TryCopyNew(source, length / 2, path, [], sync: false);
        fault.Check($"write {path}");
        File.Delete(path);
        var isCopied = inner.TryCopyNew(source, length, path, more, sync);
        if (sync)
        {
            fault.Check($"flush {path}");
        }

        return isCopied;
    }

    public override void Append(string path, ReadOnlySpan<byte> content)
    {
        fault.Check($"append {path}");
        inner.Append(path, content[..(content.Length / 2)]);
        fault.Check($"write {path}");
        inner.Append(path, content[(content.Length / 2)..]);
    }

    public override void BeginFlush(string path) => inner.BeginFlush(path);

    public override void SyncDirectory(string path)
    {
        fault.Check($"flush directory {path}");
        inner.SyncDirectory(path);
    }

    public override bool TryMakeDirectory(string path)
    {
        fault.Check($"mkdir {path}");
        return inner.TryMakeDirectory(path);
    }

    public override bool TryRemoveDirectory(string path)
    {
        fault.Check($"rmdir {path}");
        return inner.TryRemoveDirectory(path);
    }

    public override bool TryMoveDirectory(string from, string to)
    {
        fault.Check($"rename directory {from}");
        return inner.TryMoveDirectory(from, to);
    }

    public override FileIdentity? Identify(string path) => inner.Identify(path);

    public override IDisposable? TryLock(string path)
    {
        fault.Check($"lock {path}");
        return inner.TryLock(path);
    }
}
