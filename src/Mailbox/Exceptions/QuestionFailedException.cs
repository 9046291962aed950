namespace Mailbox;

/// <summary>A language model was asked, and none of its answers matched the schema, or no further answer came in time.</summary>
public sealed class QuestionFailedException : MailboxException
{
    internal QuestionFailedException(string to, string payload, IReadOnlyList<AnswerAttempt> attempts, Exception? inner)
        : base($"'{to}' gave no valid '{payload}' in {attempts.Count} attempt(s){(inner is null ? "" : ", and no other in time")}. The last one: {string.Join("; ", attempts[^1].Faults)}.", inner) =>
        (To, Payload, Attempts) = (to, payload, attempts);

    /// <summary>Who was asked.</summary>
    public string To { get; }

    /// <summary>The type name of the wanted answer.</summary>
    public string Payload { get; }

    /// <summary>Every answer with what is wrong with it, oldest first.</summary>
    public IReadOnlyList<AnswerAttempt> Attempts { get; }
}
