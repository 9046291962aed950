namespace Mailbox.Delivery;

/// <summary>Tells which requests drained mail answers. Claude Code cannot write a correlation id, so it has to be found out.</summary>
internal interface IAnswerMatcher
{
    /// <summary>For each message the request that it answers, or null for ordinary mail.</summary>
    Task<IReadOnlyList<Message?>> MatchAsync(IReadOnlyList<Message> mail);
}
