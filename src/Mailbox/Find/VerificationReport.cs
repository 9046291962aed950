namespace Mailbox;

/// <summary>Whether files and index agree.</summary>
/// <param name="Messages">How many messages the files hold.</param>
/// <param name="Differences">One sentence for each difference; empty when they agree.</param>
public sealed record VerificationReport(int Messages, IReadOnlyList<string> Differences)
{
    /// <summary>True when there is no difference.</summary>
    public bool IsConsistent => Differences.Count == 0;
}
