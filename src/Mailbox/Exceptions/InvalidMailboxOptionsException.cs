namespace Mailbox;

/// <summary>Options that contradict themselves or the limits; every fault is listed.</summary>
public sealed class InvalidMailboxOptionsException : MailboxException
{
    internal InvalidMailboxOptionsException(IReadOnlyList<string> faults)
        : base("The mailbox options are not valid: " + string.Join(" ", faults)) => Faults = faults;

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults { get; }
}
