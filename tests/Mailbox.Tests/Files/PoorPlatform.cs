using System.Runtime.InteropServices;
using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.Tests.Files;

/// <summary>A file system that replaces no open file, and knows no renaming that leaves what is there. Nothing is flushed on it: who tries to is told.</summary>
internal sealed class PoorPlatform : UnixFiles
{
    private const int InvalidArgument = 22;

    public override bool ReplacesOpenFiles => false;

    protected override int OpenDirectoryFlags => throw new NotSupportedException();

    public override byte[] ReadAll(string path, long maxBytes) => Current.ReadAll(path, maxBytes);

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync) => Current.WriteNew(path, content, sync);

    public override FileIdentity? Identify(string path) => Current.Identify(path);

    public override IDisposable? TryLock(string path) => Current.TryLock(path);

    protected override void Flush(int descriptor, string path) => throw new NotSupportedException();

    protected override bool TryRenameExclusively(string from, string to)
    {
        Marshal.SetLastPInvokeError(InvalidArgument);
        return false;
    }
}
