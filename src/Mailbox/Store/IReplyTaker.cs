namespace Mailbox.Store;

/// <summary>Who waits for replies in this process.</summary>
internal interface IReplyTaker
{
    /// <summary>Whether somebody waits for the reply to this request.</summary>
    bool IsAwaited(string correlation);

    /// <summary>Gives it a reply, which has been settled for it.</summary>
    void Take(Message reply);

    /// <summary>Tells of replies that came and were not taken; the list is empty when any may have come. Must not throw.</summary>
    Task MatchAsync(IReadOnlyList<Message> replies);
}
