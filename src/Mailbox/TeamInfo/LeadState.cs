namespace Mailbox;

/// <summary>Whether the process of a team's lead runs.</summary>
public enum LeadState
{
    /// <summary>The config does not name a process (named era, or a team without a lead), or one on another machine.</summary>
    Unknown = 0,

    /// <summary>It runs.</summary>
    Alive = 1,

    /// <summary>It has ended: the team is stale.</summary>
    Gone = 2,
}
