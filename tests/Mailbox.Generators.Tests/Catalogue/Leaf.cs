namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>A tree of any depth.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Children">What grows on it.</param>
[Payload("catalogue.leaf")]
public sealed record Leaf(string Name, IReadOnlyList<Leaf> Children, Leaf? Favourite = null);
