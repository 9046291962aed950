using Mailbox.Diagnostics;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>Our entry in the team's config: made, watched, taken back. The team's folder can vanish at any moment.</summary>
internal sealed class Membership(string agent, string workingDirectory, TeamFolder team, TeamHub hub, TimeProvider time)
{
    // A client that read the config before we joined may write it back without us; a lead that removes us later means it.
    private static readonly TimeSpan RaceWindow = TimeSpan.FromSeconds(5);
    private long _joinedAt;
    private int _missed;

    /// <summary>Raised once each time the team's folder turns out to be gone.</summary>
    public event Action? Ended;

    public bool HasEnded { get; private set; }

    public async ValueTask JoinAsync(CancellationToken cancel)
    {
        await hub.Roster.JoinAsync(agent, workingDirectory, cancel).ConfigureAwait(false);
        _joinedAt = time.GetTimestamp();
        Log.Joined(hub.Log, team.Name, agent);
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
        if (!info.Members.Any(member => member.Name == agent) && (isBack || time.GetElapsedTime(_joinedAt) < RaceWindow))
        {
            await hub.Roster.JoinAsync(agent, workingDirectory, CancellationToken.None).ConfigureAwait(false);
            Log.Rejoined(hub.Log, team.ConfigPath, agent);
        }

        HasEnded = false;
    }
}
