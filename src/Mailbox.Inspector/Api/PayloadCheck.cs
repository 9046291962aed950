namespace Mailbox.Inspector.Api;

/// <summary>A payload beside its schema.</summary>
/// <param name="HandledBy">An agent that says it handles it.</param>
/// <param name="Schema">Its JSON Schema.</param>
/// <param name="Faults">What does not match; empty when all does.</param>
internal sealed record PayloadCheck(string HandledBy, string Schema, IReadOnlyList<PayloadFault> Faults);
