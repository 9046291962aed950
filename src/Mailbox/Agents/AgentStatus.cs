namespace Mailbox;

/// <summary>What an agent is doing, as far as its heartbeat tells.</summary>
public enum AgentStatus
{
    /// <summary>It runs, and works now and then.</summary>
    Active = 0,

    /// <summary>It runs, and nothing came for it since its last heartbeat.</summary>
    Idle = 1,

    /// <summary>It runs, and handles something.</summary>
    Busy = 2,

    /// <summary>No process of it runs, or none has given a sign of life for three heartbeats. Mail for it waits.</summary>
    Offline = 3,
}
