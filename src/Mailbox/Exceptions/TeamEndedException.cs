namespace Mailbox;

/// <summary>The team's folder is gone: Claude Code deletes it when its session ends. Mail between agents of our own goes on.</summary>
public sealed class TeamEndedException : MailboxException
{
    internal TeamEndedException(string team, string? recipient = null)
        : base(recipient is null
            ? $"Team '{team}' has ended: its folder is gone."
            : $"'{recipient}' cannot be reached: team '{team}' has ended, its folder is gone. Join the next team to reach its members.")
        => Team = team;

    /// <summary>The team's name.</summary>
    public string Team { get; }
}
