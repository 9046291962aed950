namespace Mailbox.Generators.Tests.Questions;

/// <summary>Asks for a verdict.</summary>
/// <param name="Path">The file.</param>
[Payload("test.judge", Prompt = "Read the file at the path below and judge whether it may be merged.")]
public sealed record Judge(string Path) : IRequest<Verdict>;
