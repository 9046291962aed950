using Microsoft.Extensions.Logging;

namespace Mailbox.Diagnostics;

/// <summary>Everything Mailbox logs. Event ids are stable; their hundreds tell the layer.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "The folder {Folder} cannot be watched; new files in it are found at the next rescan.")]
    public static partial void CannotWatch(ILogger log, string folder, Exception error);

    [LoggerMessage(200, LogLevel.Information, "Joined team {Team} as {Agent}.")]
    public static partial void Joined(ILogger log, string team, string agent);

    [LoggerMessage(201, LogLevel.Warning, "Team {Team} has ended: its folder is gone. Mail between agents of our own goes on.")]
    public static partial void TeamEnded(ILogger log, string team);

    [LoggerMessage(202, LogLevel.Information, "Drained {Count} entries from {Inbox}.")]
    public static partial void Drained(ILogger log, int count, string inbox);

    [LoggerMessage(203, LogLevel.Warning, "The inbox {Inbox} cannot be drained now.")]
    public static partial void CannotDrain(ILogger log, string inbox, Exception error);

    [LoggerMessage(204, LogLevel.Information, "Our entry in {Config} was gone; {Agent} joined again.")]
    public static partial void Rejoined(ILogger log, string config, string agent);

    [LoggerMessage(205, LogLevel.Warning, "This process was silent, and another has taken the name {Agent}; its mailbox is closed.")]
    public static partial void NameLost(ILogger log, string agent, Exception error);

    [LoggerMessage(300, LogLevel.Information, "Made the index {Path}: {Messages} messages in {Milliseconds} ms.")]
    public static partial void IndexBuilt(ILogger log, string path, long messages, double milliseconds);

    [LoggerMessage(301, LogLevel.Warning, "The index {Path} is damaged and will be made anew from the files.")]
    public static partial void IndexDamaged(ILogger log, string path, Exception error);

    [LoggerMessage(302, LogLevel.Warning, "Moved the damaged {Path} to {Aside}.")]
    public static partial void IndexSetAside(ILogger log, string path, string aside);

    [LoggerMessage(303, LogLevel.Warning, "Quarantined what lies at {Path}: {Problem}")]
    public static partial void Quarantined(ILogger log, string path, string problem);

    [LoggerMessage(304, LogLevel.Warning, "The message file {Path} is gone, and its messages with it: somebody deleted it.")]
    public static partial void FileVanished(ILogger log, string path);

    [LoggerMessage(305, LogLevel.Error, "Work in the background failed; it is tried again at the next rescan.")]
    public static partial void BackgroundFailed(ILogger log, Exception error);

    [LoggerMessage(306, LogLevel.Warning, "The message file {Path} cannot be read now; it is tried again: {Problem}")]
    public static partial void CannotRead(ILogger log, string path, string problem);

    [LoggerMessage(400, LogLevel.Warning, "The lease on message {MessageId} was lost.")]
    public static partial void LeaseLost(ILogger log, Guid messageId);

    [LoggerMessage(401, LogLevel.Warning, "Message {MessageId} became a dead letter: {Reason}")]
    public static partial void DeadLettered(ILogger log, Guid messageId, string reason);

    [LoggerMessage(402, LogLevel.Warning, "The handler failed on message {MessageId}.")]
    public static partial void HandlerFailed(ILogger log, Guid messageId, Exception error);

    [LoggerMessage(501, LogLevel.Warning, "A post in room {Room} cannot be delivered to {Member} now; it is tried again.")]
    public static partial void PostOwed(ILogger log, string room, string member, Exception error);

    [LoggerMessage(500, LogLevel.Information, "Reply {MessageId} came after its asker had stopped waiting; it is kept and marked late.")]
    public static partial void LateReply(ILogger log, Guid messageId);
}
