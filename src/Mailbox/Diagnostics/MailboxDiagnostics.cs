namespace Mailbox;

/// <summary>The names under which Mailbox logs, traces and counts.</summary>
public static class MailboxDiagnostics
{
    /// <summary>The category of every log entry.</summary>
    public const string LogCategory = "Mailbox";

    /// <summary>The name of the activity source: spans <c>send</c>, <c>receive</c> and <c>request</c>.</summary>
    public const string ActivitySourceName = "Mailbox";

    /// <summary>The name of the meter: the counters <c>mailbox.sent</c>, <c>mailbox.claimed</c>, <c>mailbox.acknowledged</c>, <c>mailbox.rejected</c>, <c>mailbox.dead_lettered</c>, <c>mailbox.leases_lost</c>, <c>mailbox.drained</c>, and the histogram <c>mailbox.request.duration</c> (seconds; requests that were given up included).</summary>
    public const string MeterName = "Mailbox";
}
