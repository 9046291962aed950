namespace Mailbox;

/// <summary>Who can see and reach an agent. A courtesy among programs that use Mailbox: whoever may read the folder sees everything.</summary>
public enum AgentVisibility
{
    /// <summary>Listed, also to Claude Code, and reachable.</summary>
    Visible = 0,

    /// <summary>Reachable by whoever knows the name; listed only to members of a room it is in, and not to Claude Code.</summary>
    Hidden = 1,

    /// <summary>Neither listed nor reachable; only answers to its own requests, and what comes from rooms and topics it has joined, get to it.</summary>
    Ghost = 2,
}
