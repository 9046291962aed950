namespace Mailbox;

/// <summary>What changed about an agent.</summary>
public enum AgentChangeKind
{
    /// <summary>It is listed from now on.</summary>
    Joined = 0,

    /// <summary>It is not listed any more: it left the team, or hides.</summary>
    Left = 1,

    /// <summary>Its status changed; <see cref="AgentStatus.Offline"/> says that it ended, or has fallen silent.</summary>
    Status = 2,

    /// <summary>It tells something else about itself, or handles other payloads.</summary>
    Updated = 3,
}
