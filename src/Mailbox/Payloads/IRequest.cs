namespace Mailbox;

/// <summary>Implemented by a payload that asks for an answer, and tells of which type: another payload, or <see cref="string"/> for plain text.</summary>
/// <typeparam name="TResponse">The payload that answers.</typeparam>
#pragma warning disable CA1040 // A marker on purpose: it ties the question to its answer for the compiler, and the record needs no members for it.
public interface IRequest<TResponse>;
#pragma warning restore CA1040
