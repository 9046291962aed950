namespace Mailbox.Store;

/// <summary>Who waits for replies in this process.</summary>
internal interface IReplyTaker
{
    /// <summary>Whether anybody waits for anything.</summary>
    bool IsWaiting { get; }

    /// <summary>Gives it a reply, which will be settled; false when nobody waits for it.</summary>
    bool TryTake(Message reply);

    /// <summary>Tells of replies that came and were not taken; the list is empty when any may have come. Must not throw.</summary>
    Task MatchAsync(IReadOnlyList<Message> replies);
}
