using Mailbox.Files;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailbox;

/// <summary>How a mailbox behaves. Every value has a default that is right for most.</summary>
public sealed record MailboxOptions
{
    /// <summary>
    /// The folder that holds <c>teams/</c> and <c>mailbox/</c>. Default: the environment's <c>MAILBOX_ROOT</c>, else <c>CLAUDE_CONFIG_DIR</c>, else <c>~/.claude</c>.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>The folder that is written into the team's config as ours, and for which a live team is looked up; default the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What an accepted message survives; default <see cref="Durability.Durable"/>.</summary>
    public Durability Durability { get; init; } = Durability.Durable;

    /// <summary>How long a claim holds without renewal; default 30 seconds. Leases renew themselves at a third of it while the message is held.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a lease renews itself at the most; default one hour. A delivery that is held longer is delivered again.</summary>
    public TimeSpan MaxLeaseRenewal { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a message is tried before it becomes a dead letter; default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The pause after the first failed attempt; it doubles with each further one. Default one second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two attempts; default five minutes.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a request waits for its reply unless it says otherwise; default 60 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest message, as UTF-8 bytes of its entry on disk; default 1 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>The deepest JSON that is read, in an entry or its headers; default 64.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>How long to wait for the lock of an inbox of Agent Teams; default 10 seconds.</summary>
    public TimeSpan ForeignLockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to be told of new files by the operating system; default true. Without it they are found at the next <see cref="RescanInterval"/>.</summary>
    public bool WatchFolders { get; init; } = true;

    /// <summary>How often to look for what the watcher did not tell; default one second. A look that finds nothing new costs a few microseconds.</summary>
    public TimeSpan RescanInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What this agent tells about itself; default nothing. Set, its name belongs to this process while it runs (unless <see cref="AgentProfile.IsShared"/>); otherwise other processes may join under it.</summary>
    public AgentProfile? Profile { get; init; }

    /// <summary>How often a joined agent gives a sign of life; default ten seconds. After three that did not come others take it for offline.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long settled messages are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>What comes with a claimed task of what earlier ones taught.</summary>
    public TaskMemoryOptions TaskMemory { get; init; } = new();

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where to log; default nowhere. The category is <c>Mailbox</c>.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    internal Disk Disk { get; init; } = Disk.Real;

    /// <exception cref="InvalidMailboxOptionsException">Lists everything that is wrong.</exception>
    internal MailboxOptions Validate()
    {
        List<string> faults = [];
        Positive(LeaseDuration, nameof(LeaseDuration), faults);
        Require(LeaseDuration <= TimeSpan.FromDays(7), $"{nameof(LeaseDuration)} must not be more than seven days; it is {LeaseDuration}.", faults);
        Positive(MaxLeaseRenewal, nameof(MaxLeaseRenewal), faults);
        Require(RescanInterval >= TimeSpan.FromMilliseconds(10) && RescanInterval <= TimeSpan.FromDays(1), $"{nameof(RescanInterval)} must be between 10 ms and one day; it is {RescanInterval}.", faults);
        Require(HeartbeatInterval >= TimeSpan.FromMilliseconds(10) && HeartbeatInterval <= TimeSpan.FromDays(1), $"{nameof(HeartbeatInterval)} must be between 10 ms and one day; it is {HeartbeatInterval}.", faults);
        Positive(ForeignLockTimeout, nameof(ForeignLockTimeout), faults);
        Positive(Retention.Interval, $"{nameof(Retention)}.{nameof(Retention.Interval)}", faults);
        Positive(Retention.MaxTemporaryAge, $"{nameof(Retention)}.{nameof(Retention.MaxTemporaryAge)}", faults);
        Require(RetryDelay >= TimeSpan.Zero, $"{nameof(RetryDelay)} must not be negative; it is {RetryDelay}.", faults);
        Require(MaxRetryDelay >= RetryDelay, $"{nameof(MaxRetryDelay)} ({MaxRetryDelay}) must not be less than {nameof(RetryDelay)} ({RetryDelay}).", faults);
        Require((RequestTimeout > TimeSpan.Zero && RequestTimeout <= RequestOptions.LongestWait) || RequestTimeout == Timeout.InfiniteTimeSpan, $"{nameof(RequestTimeout)} must be positive and not more than 49 days, or infinite; it is {RequestTimeout}.", faults);
        Require(MaxAttempts >= 1, $"{nameof(MaxAttempts)} must be at least 1; it is {MaxAttempts}.", faults);
        Require(MaxMessageBytes is >= 1024 and <= 64 * 1024 * 1024, $"{nameof(MaxMessageBytes)} must be between 1 KiB and 64 MiB; it is {MaxMessageBytes}.", faults);
        Require(MaxJsonDepth is >= 8 and <= 1000, $"{nameof(MaxJsonDepth)} must be between 8 and 1000; it is {MaxJsonDepth}.", faults);
        Require(Retention.MaxAge > TimeSpan.Zero || Retention.MaxAge == Timeout.InfiniteTimeSpan, $"{nameof(Retention)}.{nameof(Retention.MaxAge)} must be positive or infinite; it is {Retention.MaxAge}.", faults);
        Require(Retention.MaxPublicationAge > TimeSpan.Zero || Retention.MaxPublicationAge == Timeout.InfiniteTimeSpan, $"{nameof(Retention)}.{nameof(Retention.MaxPublicationAge)} must be positive or infinite; it is {Retention.MaxPublicationAge}.", faults);
        Require(Retention.MaxTasks >= 0, $"{nameof(Retention)}.{nameof(Retention.MaxTasks)} must not be negative; it is {Retention.MaxTasks}.", faults);
        Require(TaskMemory is { MaxLessons: >= 0, MaxCharacters: >= 0 }, $"{nameof(TaskMemory)}.{nameof(TaskMemory.MaxLessons)} and {nameof(TaskMemory.MaxCharacters)} must not be negative; they are {TaskMemory.MaxLessons} and {TaskMemory.MaxCharacters}.", faults);
        Require(Retention.MaxPosts >= 1, $"{nameof(Retention)}.{nameof(Retention.MaxPosts)} must be at least 1; it is {Retention.MaxPosts}.", faults);
        Require(Retention.MaxFiles >= 0, $"{nameof(Retention)}.{nameof(Retention.MaxFiles)} must not be negative; it is {Retention.MaxFiles}.", faults);
        Profile?.AddFaults(faults);
        return faults.Count == 0 ? this : throw new InvalidMailboxOptionsException(faults);
    }

    private static void Positive(TimeSpan value, string name, List<string> faults) =>
        Require(value > TimeSpan.Zero, $"{name} must be positive; it is {value}.", faults);

    private static void Require(bool holds, string fault, List<string> faults)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
