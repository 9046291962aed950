namespace Mailbox;

/// <summary>A text is not the payload it was read as.</summary>
public sealed class PayloadException : MailboxException
{
    internal PayloadException(string payload, string text, IReadOnlyList<PayloadFault> faults, Exception? inner = null)
        : base($"This is no valid '{payload}': {string.Join("; ", faults)}.", inner) =>
        (Payload, Text, Faults) = (payload, text, faults);

    /// <summary>The payload's type name.</summary>
    public string Payload { get; }

    /// <summary>The text that was read.</summary>
    public string Text { get; }

    /// <summary>What is wrong with it, everything at once.</summary>
    public IReadOnlyList<PayloadFault> Faults { get; }
}
