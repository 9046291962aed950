namespace Mailbox;

/// <summary>How a subscription begins.</summary>
public sealed record SubscribeOptions
{
    internal static SubscribeOptions Default { get; } = new();

    /// <summary>True: what was published before and is still kept is delivered, too. Default false: from now on.</summary>
    public bool FromBeginning { get; init; }
}
