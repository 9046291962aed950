namespace Mailbox.Generators.Tests.Questions;

/// <summary>A verdict on a file.</summary>
/// <param name="Approved">Whether it may be merged.</param>
/// <param name="Notes">What is to be mended, a sentence each.</param>
[Payload("test.verdict")]
public sealed record Verdict(bool Approved, IReadOnlyList<string> Notes);
