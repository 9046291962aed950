namespace Mailbox;

/// <summary>A request that was sent and has not been answered, given up or timed out; perhaps by an earlier process of this agent.</summary>
/// <param name="Request">The request.</param>
/// <param name="State">What its recipient has made of it so far.</param>
public sealed record OpenRequest(Message Request, MessageState State)
{
    /// <summary>By which it is resumed.</summary>
    public string CorrelationId => Request.CorrelationId!;

    /// <summary>Until when its sender meant to wait; null for as long as it takes.</summary>
    public DateTimeOffset? ReplyBy => Request.ReplyBy;
}
