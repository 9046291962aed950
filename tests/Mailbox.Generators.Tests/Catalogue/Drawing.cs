namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.drawing")]
public sealed record Drawing(IReadOnlyList<Shape> Shapes, Shape? Frame = null) : IRequest<Page<Shape>>;
