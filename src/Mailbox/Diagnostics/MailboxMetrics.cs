using System.Diagnostics.Metrics;

namespace Mailbox.Diagnostics;

/// <summary>The instruments of the meter <see cref="MailboxDiagnostics.MeterName"/>.</summary>
internal static class MailboxMetrics
{
    private static readonly Meter Meter = new(MailboxDiagnostics.MeterName);

    public static Counter<long> Sent { get; } = Meter.CreateCounter<long>("mailbox.sent", "{message}", "Messages accepted or handed over.");

    public static Counter<long> Claimed { get; } = Meter.CreateCounter<long>("mailbox.claimed", "{message}", "Messages claimed.");

    public static Counter<long> Acknowledged { get; } = Meter.CreateCounter<long>("mailbox.acknowledged", "{message}", "Messages acknowledged.");

    public static Counter<long> Rejected { get; } = Meter.CreateCounter<long>("mailbox.rejected", "{message}", "Attempts that failed.");

    public static Counter<long> DeadLettered { get; } = Meter.CreateCounter<long>("mailbox.dead_lettered", "{message}", "Messages that became dead letters.");

    public static Counter<long> LeasesLost { get; } = Meter.CreateCounter<long>("mailbox.leases_lost", "{lease}", "Leases that ran out while their holder still worked.");

    public static Counter<long> Drained { get; } = Meter.CreateCounter<long>("mailbox.drained", "{message}", "Entries taken from inboxes of Agent Teams.");

    public static Histogram<double> RequestDuration { get; } = Meter.CreateHistogram<double>("mailbox.request.duration", "s", "From sending a request to its reply, or to giving up.");
}
