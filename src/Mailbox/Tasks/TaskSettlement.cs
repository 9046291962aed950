using Mailbox.Requests;

namespace Mailbox;

/// <summary>Settles a task that a handler got as a message: its answer is the task's result, and an error that it answers with makes the task a dead letter.</summary>
internal sealed class TaskSettlement(TaskClaim claim) : ISettlement
{
    private OutgoingMessage? _answer;

    public long FencingToken => claim.FencingToken;

    public CancellationToken Lost => claim.LeaseLost;

    public bool IsClosed => false;

    public bool IsSettling
    {
        set { } // A task's lease is lost only when its file says so.
    }

    public Task<bool> AcknowledgeAsync() => ErrorReply.Of(_answer) is { } error ? claim.TryFailAsync(error, pause: null, isLast: true, lesson: null) : claim.TryCompleteAsync(_answer?.Text, lesson: null);

    public Task<bool> RejectAsync(string reason, TimeSpan? retryAfter, int attempt) => claim.TryFailAsync(reason, retryAfter, isLast: false, lesson: null);

    public Task<bool> DeadLetterAsync(string reason) => claim.TryFailAsync(reason, pause: null, isLast: true, lesson: null);

    public Task<bool> ReleaseAsync() => claim.TryReleaseAsync();

    public Task<bool> RenewAsync() => Task.FromResult(claim.Holds());

    public Task<bool> HoldsAsync() => RenewAsync();

    public ValueTask<Receipt> AnswerAsync(Message request, OutgoingMessage reply, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _answer = reply;
        return ValueTask.FromResult(new Receipt { MessageId = request.Id, To = request.From, State = ReceiptState.Accepted, At = request.Timestamp, Explanation = "It becomes the result of the task." });
    }

    public void LetGo(MessageDelivery delivery)
    {
        // The claim lets go of itself when it ends.
    }
}
