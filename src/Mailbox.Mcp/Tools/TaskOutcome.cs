namespace Mailbox.Mcp.Tools;

/// <summary>How a task ends that is not completed.</summary>
internal enum TaskOutcome
{
    /// <summary>This attempt failed.</summary>
    Failed = 0,

    /// <summary>Given back as if it had not been claimed.</summary>
    Released = 1,

    /// <summary>Not to be done any more.</summary>
    Cancelled = 2,

    /// <summary>One that ended is to be done once more.</summary>
    Again = 3,
}
