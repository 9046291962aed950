using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>Tells where mail for a name goes: into our own store, into an inbox of Agent Teams, or nowhere.</summary>
internal sealed class AddressBook(TeamFolder team, TeamRoster roster, IMessageStore store)
{
    private readonly Lock _sync = new();
    private FileIdentity? _seen;
    private TeamInfo? _team;

    /// <summary>The team as its config tells now; null when its folder is gone. The file is read again when it changed.</summary>
    public TeamInfo? Team
    {
        get
        {
            lock (_sync)
            {
                var now = roster.Identify();
                if (now is null || now != _seen)
                {
                    Refresh(now);
                }

                return _team;
            }
        }
    }

    private void Refresh(FileIdentity? now)
    {
        try
        {
            _team = now is null ? null : roster.Read();
            _seen = now;
        }
        catch (TeamConfigException) when (_team is not null)
        {
            // An older client writes in place, and this is half a file: what it said a moment ago holds until it can be read.
        }
    }

    /// <summary>True when the recipient's mailbox is in our store, false when its inbox is Agent Teams'.</summary>
    /// <exception cref="UnknownRecipientException">Nobody has that name, and the caller does not allow it.</exception>
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

        if (allowUnknown || store.HasMailbox(recipient))
        {
            return true;
        }

        if (info is null)
        {
            throw new TeamEndedException(team.Name, recipient);
        }

        var names = info.Members.Select(known => known.Name).Union(store.ListMailboxes(), StringComparer.Ordinal).ToList();
        throw new UnknownRecipientException(recipient, info.Name, names, TeamNames.Nearest(recipient, names));
    }
}
