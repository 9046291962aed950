namespace Mailbox.TestKit;

/// <summary>The real clock, whose wall hands somebody has moved. What is monotonic goes on as it was.</summary>
public sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public TimeSpan By { get; set; } = by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
