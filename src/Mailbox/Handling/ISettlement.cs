namespace Mailbox;

/// <summary>How a delivery ends: as a message of a mailbox, or as a task. Each call answers false when what was claimed is somebody else's by now.</summary>
internal interface ISettlement
{
    long FencingToken { get; }

    /// <summary>Cancelled when the claim is lost.</summary>
    CancellationToken Lost { get; }

    bool IsClosed { get; }

    /// <summary>Said while the delivery is being settled: that the claim ends then is no loss.</summary>
    bool IsSettling { set; }

    Task<bool> AcknowledgeAsync();

    Task<bool> RejectAsync(string reason, TimeSpan? retryAfter, int attempt);

    Task<bool> DeadLetterAsync(string reason);

    Task<bool> ReleaseAsync();

    Task<bool> RenewAsync();

    /// <summary>Whether the claim holds for a while longer; renews it only if that is not sure.</summary>
    Task<bool> HoldsAsync();

    /// <summary>Sends, or keeps, the answer; it is acknowledged after that.</summary>
    ValueTask<Receipt> AnswerAsync(Message request, OutgoingMessage reply, CancellationToken cancel);

    /// <summary>The delivery has ended, one way or another.</summary>
    void LetGo(MessageDelivery delivery);
}
