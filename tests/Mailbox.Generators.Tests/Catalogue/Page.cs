namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.page.of.{T}")]
public sealed record Page<T>(IReadOnlyList<T> Items, int Number)
    where T : notnull
{
    public int Size { get; init; } = 10;
}
