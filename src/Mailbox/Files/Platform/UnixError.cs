using System.Runtime.InteropServices;

namespace Mailbox.Files.Platform;

/// <summary>Turns an errno into the exception .NET itself would throw for it, with the operation and the path in the message.</summary>
internal static class UnixError
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotADirectory = 20;
    private const int NotPermitted = 1;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>ENOTEMPTY has two numbers: 39 on Linux, 66 on macOS.</summary>
    public static bool IsNotEmpty(int errno) => errno == (OperatingSystem.IsMacOS() ? 66 : 39);

    /// <summary>EWOULDBLOCK has two numbers: 11 on Linux, 35 on macOS.</summary>
    public static bool IsWouldBlock(int errno) => errno == (OperatingSystem.IsMacOS() ? 35 : 11);

    /// <summary>ELOOP has two numbers: 40 on Linux, 62 on macOS.</summary>
    public static bool IsLink(int errno) => errno == (OperatingSystem.IsMacOS() ? 62 : 40);

    /// <summary>EINVAL, ENOSYS, EOPNOTSUPP: what file systems answer to a way of renaming that they do not know. The latter two have other numbers on macOS.</summary>
    public static bool IsUnsupported(int errno) => errno is 22 || (OperatingSystem.IsMacOS() ? errno is 78 or 45 or 102 : errno is 38 or 95);

    public static Exception ToException(int errno, string operation, string path)
    {
        var message = $"{operation} '{path}' failed: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).";
        return errno switch
        {
            NoEntry => new FileNotFoundException(message, path),
            NotADirectory => new DirectoryNotFoundException(message),
            AccessDenied or NotPermitted or ReadOnlyFileSystem => new UnauthorizedAccessException(message),
            _ when IsLink(errno) => new NotARegularFileException($"'{path}' is a symbolic link; Mailbox does not follow links inside its folders."),
            _ => new IOException(message, errno),
        };
    }

    public static Exception LastException(string operation, string path) =>
        ToException(Marshal.GetLastPInvokeError(), operation, path);
}
