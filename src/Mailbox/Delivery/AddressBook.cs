using Mailbox.Agents;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>Tells where mail for a name goes: into our own store, into an inbox of Agent Teams, or nowhere.</summary>
internal sealed class AddressBook(TeamFolder team, CurrentTeam current, AgentDirectory directory, IMessageStore store)
{
    /// <summary>The team as its config tells now; null when its folder is gone.</summary>
    public TeamInfo? Team => current.Info;

    /// <summary>True when the recipient's mailbox is in our store, false when its inbox is Agent Teams'.</summary>
    /// <exception cref="UnknownRecipientException">Nobody has that name, or nobody may know that somebody has, and the caller does not allow it.</exception>
    /// <exception cref="TeamEndedException">The name is none of ours, and the team's folder is gone.</exception>
    public bool IsOurs(string recipient, bool allowUnknown)
    {
        TeamNames.Validate(recipient);
        var info = Team;
        if (info?.Members.FirstOrDefault(member => member.Name == recipient) is { } member)
        {
            // A Claude teammate may have taken a name that an agent of ours had: config.json says who has it now.
            return member.IsMailbox;
        }

        if (allowUnknown || (store.HasMailbox(recipient) && !directory.IsGhost(recipient)))
        {
            return true;
        }

        if (info is null)
        {
            throw new TeamEndedException(team.Name, recipient);
        }

        var names = info.Members.Select(static known => known.Name).Union(store.ListMailboxes().Where(directory.IsVisible), StringComparer.Ordinal).ToList();
        throw new UnknownRecipientException(recipient, info.Name, names, TeamNames.Nearest(recipient, names));
    }
}
