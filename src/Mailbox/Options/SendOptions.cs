namespace Mailbox;

/// <summary>How one message is sent.</summary>
public sealed record SendOptions
{
    internal static SendOptions Default { get; } = new();

    /// <summary>Accept mail for a name that nobody has; it waits until an agent of that name joins with Mailbox. Default false.</summary>
    public bool AllowUnknownRecipients { get; init; }

    /// <summary>What this message survives, if not what the mailbox says.</summary>
    public Durability? Durability { get; init; }
}
