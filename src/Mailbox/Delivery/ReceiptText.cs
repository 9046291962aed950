using System.Globalization;

namespace Mailbox.Delivery;

/// <summary>Receipts, with their states in words.</summary>
internal static class ReceiptText
{
    public static Receipt Sent(Message message, bool isOurs) => isOurs
        ? New(message, ReceiptState.Accepted, message.Timestamp, $"It is in the mailbox of '{message.To}', on disk; nobody has claimed it yet.")
        : New(message, ReceiptState.HandedOver, message.Timestamp, $"It is in the inbox file of '{message.To}', who has not taken it yet.");

    public static Receipt Of(StoredMessage stored) => stored.State switch
    {
        MessageState.Waiting or MessageState.Delayed when stored.Attempt > 0 => New(stored, ReceiptState.Accepted, string.Create(CultureInfo.InvariantCulture, $"Attempt {stored.Attempt} failed ({stored.Reason}); it will be tried again.")),
        MessageState.Delayed => New(stored, ReceiptState.Accepted, "It is in the mailbox, to be handed out when its time has come."),
        MessageState.Waiting or MessageState.AwaitingAsker => New(stored, ReceiptState.Accepted, $"It is in the mailbox of '{stored.Message.To}', on disk; nobody has claimed it yet."),
        MessageState.Leased => New(stored, ReceiptState.Claimed, string.Create(CultureInfo.InvariantCulture, $"Process {stored.ClaimedBy} has it, attempt {stored.Attempt}.")),
        MessageState.Done => New(stored, ReceiptState.Settled, stored.IsLate ? "It came after its asker had stopped waiting; it is kept." : "It was acknowledged."),
        MessageState.Dead => New(stored, ReceiptState.Dead, $"It is a dead letter: {stored.Reason}"),
        MessageState.Expired => New(stored, ReceiptState.Expired, stored.Reason ?? "It expired."),
        _ => New(stored, ReceiptState.HandedOver, $"It is in the inbox file of '{stored.Message.To}', who has not taken it yet."),
    };

    public static Receipt New(StoredMessage stored, ReceiptState state, string explanation) => New(stored.Message, state, stored.ChangedAt, explanation) with
    {
        Attempt = stored.Attempt,
        ClaimedBy = stored.ClaimedBy,
        Reason = stored.Reason,
    };

    private static Receipt New(Message message, ReceiptState state, DateTimeOffset at, string explanation) =>
        new() { MessageId = message.Id, To = message.To, State = state, At = at, Explanation = explanation };
}
