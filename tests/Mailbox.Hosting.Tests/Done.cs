namespace Mailbox.Hosting.Tests;

[Payload("test.done")]
public sealed record Done(string What, int Scope);
