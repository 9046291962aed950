namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.empty")]
public sealed record Empty : IRequest<string>;
