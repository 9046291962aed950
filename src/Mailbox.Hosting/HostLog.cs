using Microsoft.Extensions.Logging;

namespace Mailbox.Hosting;

/// <summary>What hosted agents log.</summary>
internal static partial class HostLog
{
    [LoggerMessage(100, LogLevel.Warning, "Agent '{Agent}' cannot join yet, and tries again.")]
    public static partial void CannotJoin(ILogger log, string agent, Exception? error);

    [LoggerMessage(101, LogLevel.Information, "Agent '{Agent}' was asked by team '{Team}' to shut down, and did.")]
    public static partial void ShutDown(ILogger log, string agent, string team);
}
