namespace Mailbox.Delivery;

/// <summary>Tells which requests drained mail answers. Claude Code cannot write a correlation id, so it has to be found out.</summary>
internal interface IAnswerMatcher
{
    /// <summary>For each message the request that it answers, or null for ordinary mail.</summary>
    Task<IReadOnlyList<Message?>> MatchAsync(IReadOnlyList<Message> mail);

    /// <summary>These requests have their answers: what comes from now on belongs to whatever is asked next.</summary>
    void Answered(IEnumerable<Message> requests);
}
