namespace Mailbox;

/// <summary>Where a message is in its life.</summary>
public enum MessageState
{
    /// <summary>Accepted, to be claimed.</summary>
    Waiting = 0,

    /// <summary>Accepted, but not to be claimed yet: its not-before time or its backoff has not passed.</summary>
    Delayed = 1,

    /// <summary>Claimed by a worker whose lease runs.</summary>
    Leased = 2,

    /// <summary>Acknowledged; its file is in <c>done/</c>.</summary>
    Done = 3,

    /// <summary>A dead letter; its file is in <c>dead/</c> with the reason.</summary>
    Dead = 4,

    /// <summary>Dead-lettered because it expired before anybody claimed it.</summary>
    Expired = 5,

    /// <summary>A reply that waits for its asker to resume the request.</summary>
    AwaitingAsker = 6,

    /// <summary>A copy of what was appended to an inbox that is not ours; its file is in <c>sent/</c>.</summary>
    HandedOver = 7,

    /// <summary>In the inbox of a lead or teammate of Claude Code, written by another of them, and not read yet. Only <see cref="TeamObserver"/> shows it.</summary>
    Unread = 8,

    /// <summary>As <see cref="Unread"/>, and marked as read. Newer clients take out what they have read instead.</summary>
    Read = 9,
}
