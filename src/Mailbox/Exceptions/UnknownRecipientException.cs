namespace Mailbox;

/// <summary>A message was addressed to a name that nobody in the team has. Nothing was sent.</summary>
public sealed class UnknownRecipientException : MailboxException
{
    internal UnknownRecipientException(string recipient, string team, IReadOnlyList<string> members, string? nearest)
        : base($"Nobody in team '{team}' is called '{recipient}'. "
            + (nearest is null ? "" : $"Did you mean '{nearest}'? ")
            + (members.Count == 0 ? "The team has no members." : $"Members: {string.Join(", ", members.Take(20))}{(members.Count > 20 ? ", …" : "")}.")
            + " To send to an agent that has yet to join, set SendOptions.AllowUnknownRecipients.")
        => (Recipient, Team, Members, Nearest) = (recipient, team, members, nearest);

    /// <summary>The name that nobody has.</summary>
    public string Recipient { get; }

    /// <summary>The team that was asked.</summary>
    public string Team { get; }

    /// <summary>The names that exist.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>The member whose name is most like it; null when none is.</summary>
    public string? Nearest { get; }
}
