namespace Mailbox.Generators.Tests.Handlers;

[Payload("test.outage")]
public sealed record Outage(string What) : IRequest<Catalogue.Empty>;
