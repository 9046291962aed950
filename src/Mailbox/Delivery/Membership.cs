using Mailbox.Agents;
using Mailbox.Diagnostics;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>Our entry in the team's config: made, watched, taken back. The team's folder can vanish at any moment.</summary>
internal sealed class Membership(string agent, string workingDirectory, AgentPresence presence, TeamFolder team, TeamHub hub, TimeProvider time)
{
    // A client that read the config before we joined may write it back without us; a lead that removes us later means it.
    private static readonly TimeSpan RaceWindow = TimeSpan.FromSeconds(5);
    private long _joinedAt;
    private int _missed;

    /// <summary>Raised once each time the team's folder turns out to be gone.</summary>
    public event Action? Ended;

    public bool HasEnded { get; private set; }

    private bool IsListed => presence.Visibility == AgentVisibility.Visible;

    /// <exception cref="TeamNotFoundException">There is no such team, and none is to be made.</exception>
    public async ValueTask JoinAsync(bool makes, CancellationToken cancel)
    {
        if (makes)
        {
            await MakeAsync(cancel).ConfigureAwait(false);
        }
        else if (!await TryRejoinAsync(cancel).ConfigureAwait(false))
        {
            throw new TeamNotFoundException($"Team '{team.Name}' ended before it could be joined.");
        }

        _joinedAt = time.GetTimestamp();
        Log.Joined(hub.Log, team.Name, agent);
    }

    /// <summary>Puts our entry into the config, or takes it out, as its visibility now says.</summary>
    public async ValueTask ListAsync(CancellationToken cancel)
    {
        if (!IsListed)
        {
            await LeaveAsync(cancel).ConfigureAwait(false);
        }
        else if (await TryRejoinAsync(cancel).ConfigureAwait(false))
        {
            _joinedAt = time.GetTimestamp();
        }
    }

    public ValueTask LeaveAsync(CancellationToken cancel) => hub.Roster.LeaveAsync(agent, cancel);

    public async Task CheckAsync()
    {
        if (hub.Addresses.Team is not { } info)
        {
            // Twice, so that a client which deletes and makes the file anew does not look like the end.
            if (++_missed == 2)
            {
                HasEnded = true;
                Log.TeamEnded(hub.Log, team.Name);
                Ended?.Invoke();
            }

            return;
        }

        _missed = 0;
        var isBack = HasEnded;
        if (IsListed && !info.Members.Any(member => member.Name == agent) && (isBack || time.GetElapsedTime(_joinedAt) < RaceWindow))
        {
            if (!await TryRejoinAsync(CancellationToken.None).ConfigureAwait(false))
            {
                return; // It went just now; the next look says so.
            }

            _joinedAt = isBack ? time.GetTimestamp() : _joinedAt;
            Log.Rejoined(hub.Log, team.ConfigPath, agent);
        }

        HasEnded = false;
    }

    private ValueTask MakeAsync(CancellationToken cancel) => IsListed ? hub.Roster.JoinAsync(agent, workingDirectory, cancel) : hub.Roster.MakeAsync(cancel);

    /// <summary>Joins a team that is there; false when it is gone.</summary>
    private async ValueTask<bool> TryRejoinAsync(CancellationToken cancel)
    {
        try
        {
            if (IsListed)
            {
                await hub.Roster.RejoinAsync(agent, workingDirectory, cancel).ConfigureAwait(false);
            }

            return hub.Roster.Identify() is not null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // Its folder was deleted between reading its config and replacing it.
        }
    }
}
