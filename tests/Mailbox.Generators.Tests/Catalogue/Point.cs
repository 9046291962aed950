namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.point")]
public readonly record struct Point(int X, int Y = 3);
