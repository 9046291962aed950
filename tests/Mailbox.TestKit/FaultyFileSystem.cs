using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.TestKit;

/// <summary>The real file system with faults.</summary>
internal static class FaultyFileSystem
{
    public static Disk Disk(Fault fault) =>
        new(new SeamFileSystem(files => new FaultyFile(files, fault), files => new FaultyDirectory(files, fault)), new FaultyPlatform(PlatformFiles.Current, fault));
}
