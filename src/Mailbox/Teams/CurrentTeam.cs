using Mailbox.Files;

namespace Mailbox.Teams;

/// <summary>The team as its config tells now; the file is read again when it changed.</summary>
internal sealed class CurrentTeam(TeamRoster roster)
{
    private readonly Lock _sync = new();
    private FileIdentity? _seen;
    private TeamInfo? _team;

    /// <summary>Null when its folder is gone.</summary>
    public TeamInfo? Info
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
            _team = now is null ? null : _team is null ? roster.ReadPatiently() : roster.Read();
            _seen = now;
        }
        catch (TeamConfigException) when (_team is not null)
        {
            // An older client writes in place, and this is half a file: what it said a moment ago holds until it can be read.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Reading the team's config", roster.ConfigPath, e);
        }
    }
}
