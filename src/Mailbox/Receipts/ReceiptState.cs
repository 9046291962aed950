namespace Mailbox;

/// <summary>What has become of a message, as far as files and index tell. There is no "read": nobody can know that.</summary>
public enum ReceiptState
{
    /// <summary>It is in the recipient's mailbox, on disk. Nobody has it.</summary>
    Accepted = 0,

    /// <summary>It was appended to an inbox that is not ours. Its owner has not taken it yet.</summary>
    HandedOver = 1,

    /// <summary>A worker has it under a lease.</summary>
    Claimed = 2,

    /// <summary>It was removed from, or marked as read in, an inbox that is not ours, by the owner of that inbox.</summary>
    Taken = 3,

    /// <summary>It was acknowledged.</summary>
    Settled = 4,

    /// <summary>It was dead-lettered.</summary>
    Dead = 5,

    /// <summary>It expired before anybody claimed it.</summary>
    Expired = 6,
}
