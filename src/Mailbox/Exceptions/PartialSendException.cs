namespace Mailbox;

/// <summary>A message for several recipients was accepted for some and failed for others.</summary>
public sealed class PartialSendException : MailboxException
{
    internal PartialSendException(IReadOnlyList<Receipt> accepted, IReadOnlyDictionary<string, Exception> failed)
        : base($"The message was accepted for {accepted.Count} of {accepted.Count + failed.Count} recipients. Failed: "
            + string.Join("; ", failed.Select(failure => $"{failure.Key}: {failure.Value.Message}")), failed.Values.First())
        => (Accepted, Failed) = (accepted, failed);

    /// <summary>What was accepted.</summary>
    public IReadOnlyList<Receipt> Accepted { get; }

    /// <summary>The recipients that got nothing, and why.</summary>
    public IReadOnlyDictionary<string, Exception> Failed { get; }
}
