using System.Collections.Concurrent;
using Mailbox.Processes;
using Mailbox.Store;

namespace Mailbox.Agents;

/// <summary>
/// Whether a session still lives: its process runs, and has given a sign of life within three heartbeats. On one machine the signs are compared
/// by its monotonic clock, which no clock step moves. For another machine, whose clocks tell nothing here, this process waits three heartbeats
/// of its own time for a new sign before it gives up on it.
/// </summary>
internal sealed class Liveness(TimeProvider time)
{
    private const int MissedBeats = 3;
    private const long LongestBeat = 24 * 60 * 60 * 1000;
    private readonly ConcurrentDictionary<string, (long Beat, long FirstSeen)> _elsewhere = new(StringComparer.Ordinal);

    public bool IsAlive(CardSession session)
    {
        var process = ProcessIdentity.Parse(session.Process);
        var patience = TimeSpan.FromMilliseconds(MissedBeats * Math.Clamp(session.Every, 1L, LongestBeat));
        if (session.Boot == BootIdentity.Current)
        {
            return process?.IsAlive() != false && StoreClock.Read(time).Monotonic - session.Beat <= patience.TotalMilliseconds;
        }

        if (process is null || MachineOf(process.Value.Space) == MachineOf(ProcessIdentity.Current.Space))
        {
            return false; // Of an earlier run of this machine.
        }

        var seen = _elsewhere.AddOrUpdate(session.Id, _ => (session.Beat, time.GetTimestamp()), (_, last) => last.Beat == session.Beat ? last : (session.Beat, time.GetTimestamp()));
        return time.GetElapsedTime(seen.FirstSeen) <= patience;
    }

    private static string MachineOf(string space) => space.Split('#')[0];
}
