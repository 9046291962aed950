namespace Mailbox;

/// <summary>What an accepted message survives.</summary>
public enum Durability
{
    /// <summary>The default: a crash of any process, of the machine, and a power cut. File and directory (on Windows: the file) are synced before a send returns.</summary>
    Durable = 0,

    /// <summary>A crash of any process, but not of the machine: nothing is synced. Several times faster to send.</summary>
    ProcessCrash = 1,
}
