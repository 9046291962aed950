namespace Mailbox.Hosting.Tests;

[Payload("test.work")]
public sealed record Work(string What) : IRequest<Done>;
