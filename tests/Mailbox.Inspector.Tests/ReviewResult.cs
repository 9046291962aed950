namespace Mailbox.Inspector.Tests;

[Payload("review.result")]
public sealed record ReviewResult(bool Approved, IReadOnlyList<string> Notes);
