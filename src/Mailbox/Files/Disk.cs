using System.IO.Abstractions;
using System.Security.Cryptography;
using Mailbox.Files.Platform;
using Polly;
using Polly.Retry;

namespace Mailbox.Files;

/// <summary>Everything the layers above do with files, on two seams that tests can make fail: <see cref="IFileSystem"/> and <see cref="PlatformFiles"/>.</summary>
internal sealed class Disk(IFileSystem fileSystem, PlatformFiles platform)
{
    public static Disk Real { get; } = new(new FileSystem(), PlatformFiles.Current);

    /// <summary>A name beside a file under which to write what is to replace it.</summary>
    public static string NewTemporary(string path) => $"{path}.tmp.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Makes a directory and its missing parents, durably and for the owner alone. A link in place of the last part is refused.</summary>
    public void EnsureDirectory(string path)
    {
        switch (platform.Identify(path)?.Kind)
        {
            case FileKind.Directory:
                return;
            case null:
                break;
            case FileKind.SymbolicLink:
                throw new IOException($"'{path}' is a symbolic link; Mailbox does not follow links inside its folders.");
            default:
                throw new IOException($"'{path}' is there, but is not a directory.");
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && platform.Identify(parent) is null)
        {
            EnsureDirectory(parent);
        }

        // False means that somebody else made it meanwhile, which is as good. Its own name is flushed, or a power cut would take what was flushed in it.
        if (platform.TryMakeDirectory(path) && Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            platform.SyncDirectory(folder);
        }
    }

    public byte[] ReadAll(string path, long maxBytes) => platform.ReadAll(path, maxBytes);

    /// <summary>Writes a file that nobody else knows of yet.</summary>
    public void WriteNew(string path, ReadOnlySpan<byte> content, bool sync)
    {
        try
        {
            platform.WriteNew(path, content, sync);
        }
        catch
        {
            // Half a temporary file is worth nothing to anybody, and a full disk wants the space back.
            DeleteQuietly(path);
            throw;
        }
    }

    /// <inheritdoc cref="PlatformFiles.Append"/>
    public void Append(string path, ReadOnlySpan<byte> content) => platform.Append(path, content);

    /// <summary>As <see cref="WriteNew"/>, of the first bytes of another file and some more; false, and nothing is left, when that file is not so long, or not there.</summary>
    public bool TryCopyNew(string source, long length, string path, ReadOnlySpan<byte> more, bool sync)
    {
        var isCopied = false;
        try
        {
            return isCopied = platform.TryCopyNew(source, length, path, more, sync);
        }
        finally
        {
            if (!isCopied)
            {
                DeleteQuietly(path);
            }
        }
    }

    /// <summary>
    /// Writes <paramref name="content"/> under a temporary name and renames it to its final one. The rename publishes: whoever finds the final
    /// name finds all of it. With <paramref name="sync"/> content and name have reached the device on return.
    /// If we die before the rename, a temporary file is left to be swept; after it, the file is there.
    /// </summary>
    public void Publish(string temporary, string final, ReadOnlySpan<byte> content, bool sync)
    {
        WriteNew(temporary, content, sync);
        try
        {
            Move(temporary, final);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        if (sync)
        {
            SyncParent(final);
        }
    }

    /// <summary>Renames within one volume, replacing what is at the target.</summary>
    public void Move(string from, string to)
    {
        if (platform.ReplacesOpenFiles)
        {
            fileSystem.File.Move(from, to, overwrite: true);
        }
        else
        {
            Contention.WhileOpen.Execute(() => fileSystem.File.Move(from, to, overwrite: true));
        }
    }

    /// <summary>Renames, unless the file has gone meanwhile.</summary>
    public bool TryMove(string from, string to)
    {
        try
        {
            Move(from, to);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // Another process of ours moved it first; the outcome is the same.
        }
    }

    public void Delete(string path) => fileSystem.File.Delete(path);

    public void SyncParent(string path) => platform.SyncDirectory(Path.GetDirectoryName(path)!);

    public FileIdentity? Identify(string path) => platform.Identify(path);

    public bool IsDirectory(string path) => platform.Identify(path)?.Kind == FileKind.Directory;

    public bool TryMakeDirectory(string path) => platform.TryMakeDirectory(path);

    public bool TryRemoveDirectory(string path) => platform.TryRemoveDirectory(path);

    public bool TryMoveDirectory(string from, string to) => platform.TryMoveDirectory(from, to);

    public void Touch(string path, DateTimeOffset modified) => fileSystem.Directory.SetLastWriteTimeUtc(path, modified.UtcDateTime);

    /// <summary>
    /// Gives a file a modification time that no clock will give it again, so that its identity tells whether anybody has written to it since, however
    /// soon. Null where the file system does not keep times so exactly, or does not let us.
    /// </summary>
    public FileIdentity? Stamp(string path)
    {
        // Now, but for the last digits: clocks of file systems go in steps of milliseconds.
        var now = TimeProvider.System.GetUtcNow();
        var stamp = now.AddTicks(Random.Shared.Next((int)TimeSpan.TicksPerMillisecond) - (now.Ticks % TimeSpan.TicksPerMillisecond));
        try
        {
            fileSystem.File.SetLastWriteTimeUtc(path, stamp.UtcDateTime);
            return Identify(path) is { } identity && identity.ModifiedAt == stamp ? identity : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Without it, it is only slower.
        }
    }

    /// <inheritdoc cref="PlatformFiles.BeginFlush"/>
    public void BeginFlush(string path) => platform.BeginFlush(path);

    /// <summary>Takes a lock that ends with this process at the latest; null when another process or handle has it.</summary>
    public IDisposable? TryLock(string path) => platform.TryLock(path);

    /// <summary>The names, without folder, of the files in a directory; none when it is not there. In no order.</summary>
    public IEnumerable<string> FileNames(string directory, string pattern = "*")
    {
        if (!IsDirectory(directory))
        {
            return [];
        }

        try
        {
            return fileSystem.Directory.EnumerateFiles(directory, pattern).Select(path => Path.GetFileName(path)!);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // It vanished between the look and the listing: the Agent Teams client deletes its folder when it ends.
        }
    }

    /// <summary>The names, without parent, of the directories in a directory; none when it is not there. Links are left out.</summary>
    public IReadOnlyList<string> DirectoryNames(string directory)
    {
        if (!IsDirectory(directory))
        {
            return [];
        }

        try
        {
            return [.. fileSystem.Directory.EnumerateDirectories(directory).Where(IsDirectory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // As above.
        }
    }

    /// <summary>Deletes what another error leaves behind.</summary>
    public void DeleteQuietly(string path)
    {
        try
        {
            fileSystem.File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a temporary file that stays is swept later.
        }
    }

    /// <summary>Made where it is needed, which is on Windows.</summary>
    private static class Contention
    {
        /// <summary>Windows does not replace a file that somebody has open, and says that access is denied. Whoever reads one of ours has it open for no longer than that.</summary>
        public static readonly ResiliencePipeline WhileOpen = new ResiliencePipelineBuilder { Name = "open file" }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<UnauthorizedAccessException>().Handle<IOException>(static e => e is not (FileNotFoundException or DirectoryNotFoundException)),
                MaxRetryAttempts = 20,
                Delay = TimeSpan.FromMilliseconds(5),
                BackoffType = DelayBackoffType.Exponential,
                MaxDelay = TimeSpan.FromMilliseconds(150),
            })
            .Build();
    }
}
