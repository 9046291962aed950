namespace Mailbox;

/// <summary>There is no such team, or no team could be told from the environment and the current folder.</summary>
public sealed class TeamNotFoundException : MailboxException
{
    internal TeamNotFoundException(string message)
        : base(message)
    {
    }
}
