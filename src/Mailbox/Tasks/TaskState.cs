namespace Mailbox;

/// <summary>Where a task is in its life.</summary>
public enum TaskState
{
    /// <summary>To be claimed.</summary>
    Waiting = 0,

    /// <summary>To be claimed later: its not-before time or the pause after a failed attempt has not passed.</summary>
    Delayed = 1,

    /// <summary>Not to be claimed: a task that it depends on is not done.</summary>
    Blocked = 2,

    /// <summary>An agent has it.</summary>
    Claimed = 3,

    /// <summary>Completed.</summary>
    Done = 4,

    /// <summary>A dead letter: it failed too often, or nobody claimed it before its deadline.</summary>
    Dead = 5,

    /// <summary>Cancelled before it was done.</summary>
    Cancelled = 6,
}
