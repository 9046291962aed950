using System.Globalization;

namespace Mailbox;

/// <summary>The lock of an inbox or a task list that belongs to Agent Teams was not to be had; nothing was written.</summary>
public sealed class ForeignLockException : MailboxException
{
    private ForeignLockException(string message, string path)
        : base(message) => Path = path;

    /// <summary>The lock's path.</summary>
    public string Path { get; }

    /// <summary>Whether it was one task's lock, for which the whole list was held meanwhile.</summary>
    internal bool IsOfTask { get; private init; }

    internal ForeignLockException OfTask() => new(Message, Path) { IsOfTask = true };

    internal static ForeignLockException Busy(string path, TimeSpan waited) => new(
        string.Create(CultureInfo.InvariantCulture, $"'{path}' stayed locked for {waited.TotalSeconds:0.##} s, so nothing was written. Send again; if it never frees, look which process keeps making that directory."), path);

    internal static ForeignLockException NotADirectory(string path) => new(
        $"'{path}' is not a directory, so it is not a lock of Agent Teams; it blocks every client for ever. Delete it.", path);

    internal static ForeignLockException Lost(string path) => new(
        $"The lock '{path}' was taken over by somebody else before anything was written. Send again.", path);
}
