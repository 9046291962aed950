namespace Mailbox.Generators.Tests.Catalogue;

internal static class Outer
{
    [Payload("catalogue.nested")]
    internal sealed record Nested(Inner Inner);

    internal struct Inner
    {
        public int Value { get; set; }

        public string? Note { get; init; }
    }
}
