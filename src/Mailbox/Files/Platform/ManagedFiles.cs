namespace Mailbox.Files.Platform;

/// <summary>The managed halves that macOS and Windows share.</summary>
internal static class ManagedFiles
{
    public static byte[] ReadAll(string path, long maxBytes)
    {
        var identity = ManagedIdentity.Of(path) ?? throw new FileNotFoundException($"'{path}' is not there.", path);
        if (identity.Kind != FileKind.Regular)
        {
            throw new NotARegularFileException($"'{path}' is not a regular file; Mailbox reads nothing else.");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return ReadAll(stream, path, maxBytes);
    }

    public static byte[] ReadAll(FileStream stream, string path, long maxBytes)
    {
        if (stream.Length > maxBytes)
        {
            throw new FileTooLargeException(path, stream.Length, maxBytes);
        }

        var content = new byte[stream.Length];
        var done = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return done == content.Length ? content : content[..done];
    }

    public static FileStream CreateNew(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (mode is { } value && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = value;
        }

        return new FileStream(path, options);
    }

    public static IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null; // A sharing violation: another process holds the lock.
        }
    }
}
