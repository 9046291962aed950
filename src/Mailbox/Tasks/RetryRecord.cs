namespace Mailbox.Tasks;

/// <summary>When a task that failed may be tried again.</summary>
/// <param name="At">The wall-clock time, for people, and for other runs of the machine.</param>
/// <param name="Boot">The run of the machine in which <paramref name="Due"/> counts.</param>
/// <param name="Due">In milliseconds of the machine's monotonic clock, which no clock step moves.</param>
internal sealed record RetryRecord(DateTimeOffset At, string Boot, long Due);
