namespace Mailbox;

/// <summary>Which generation of Claude Code made a team; the two keep their inboxes differently.</summary>
public enum TeamEra
{
    /// <summary>To 2.1.177: a chosen name, read entries stay, the folder stays when the session ends.</summary>
    Named = 0,

    /// <summary>From 2.1.178: named after its session, delivered entries are removed, the folder is deleted when the session ends.</summary>
    Session = 1,
}
