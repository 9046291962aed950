namespace Mailbox;

/// <summary>How urgent a message is. Among those that wait, a more urgent one is claimed first; within one priority, the older.</summary>
public enum Priority
{
    /// <summary>Before everything else.</summary>
    Critical = 0,

    /// <summary>Before ordinary mail.</summary>
    High = 1,

    /// <summary>The default.</summary>
    Normal = 2,

    /// <summary>When nothing else waits.</summary>
    Low = 3,
}
