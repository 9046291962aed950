namespace Mailbox.Store.Fresh;

/// <summary>A message that the index does not know yet, and how far it has come in memory. Guarded by the lock of its <see cref="FreshMail"/>.</summary>
internal sealed class FreshMessage(FreshFile file, int position, Message message)
{
    public FreshFile File => file;

    public int Position => position;

    public Message Message => message;

    /// <summary>The claim on it; null while it waits.</summary>
    public FreshClaim? Claim { get; set; }

    /// <summary>Who waits for its acknowledgement to be written; null while there is none.</summary>
    public TaskCompletionSource<bool>? Acknowledged { get; set; }
}
