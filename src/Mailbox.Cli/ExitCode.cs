namespace Mailbox.Cli;

/// <summary>How the command ended, for scripts.</summary>
public enum ExitCode
{
    /// <summary>It did what it was told.</summary>
    Done = 0,

    /// <summary>There is nothing there: no message, no team, no match, or, of <c>verify</c>, no agreement.</summary>
    NothingThere = 1,

    /// <summary>The command line cannot be understood, or asks for what cannot be.</summary>
    Usage = 2,

    /// <summary>What it waited for did not come in time.</summary>
    Timeout = 3,

    /// <summary>The lease was lost: somebody else has the message by now.</summary>
    LeaseLost = 4,

    /// <summary>Nobody has that name, or another process holds it.</summary>
    UnknownAgent = 5,

    /// <summary>An inbox, a list or the index stayed locked.</summary>
    Locked = 6,

    /// <summary>A file or the index is damaged, or could not be written.</summary>
    Corrupt = 7,

    /// <summary>An agent answered with an error.</summary>
    Refused = 8,

    /// <summary>It was stopped with Ctrl+C.</summary>
    Stopped = 130,
}
