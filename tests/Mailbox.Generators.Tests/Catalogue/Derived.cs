namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.derived")]
public sealed record Derived(string Own, string Inherited) : Base(Inherited)
{
    public override string Virtual { get; init; } = "derived";
}
