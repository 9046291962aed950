namespace Mailbox.Store.Index;

/// <summary>That a process consumes a mailbox alone, under a fencing token, until a time of the machine's monotonic clock, in milliseconds.</summary>
internal readonly record struct ExclusiveLease(long Token, long Until);
