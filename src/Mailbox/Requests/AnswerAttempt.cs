namespace Mailbox;

/// <summary>An answer of a language model that did not match.</summary>
/// <param name="Reply">The message it came in.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record AnswerAttempt(Message Reply, IReadOnlyList<PayloadFault> Faults);
