namespace Mailbox.Generators.Tests.Questions;

/// <summary>Asks how it is.</summary>
[Payload("test.small-talk")]
public sealed record SmallTalk(string Topic) : IRequest<string>;
