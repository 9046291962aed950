namespace Mailbox;

/// <summary>How long settled messages are kept. Dead letters are kept until somebody purges them.</summary>
public sealed record RetentionOptions
{
    /// <summary>Nothing is ever removed.</summary>
    public static RetentionOptions KeepEverything { get; } = new() { MaxAge = Timeout.InfiniteTimeSpan, MaxFiles = int.MaxValue, MaxPosts = int.MaxValue, MaxTasks = int.MaxValue, MaxPublicationAge = Timeout.InfiniteTimeSpan };

    /// <summary>Files in <c>done/</c> and <c>sent/</c> are removed when they are older; default seven days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>At most so many files are kept in each agent's <c>done/</c>, and in its <c>sent/</c>; the oldest go first. Default 10 000.</summary>
    public int MaxFiles { get; init; } = 10_000;

    /// <summary>At most so many posts are kept in each room; the oldest go first. Default 10 000.</summary>
    public int MaxPosts { get; init; } = 10_000;

    /// <summary>What was published to topics is kept so long for subscribers that are away; default seven days. The last publication of all is always kept.</summary>
    public TimeSpan MaxPublicationAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>At most so many tasks that have ended are kept, for what they taught; those that ended first go first. Default 10 000.</summary>
    public int MaxTasks { get; init; } = 10_000;

    /// <summary>A temporary file that old was left by a process that died, and is removed; default one hour.</summary>
    public TimeSpan MaxTemporaryAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a joined mailbox keeps house by itself; default every ten minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);
}
