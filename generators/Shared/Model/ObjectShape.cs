namespace Mailbox.Generators.Model;

/// <summary>An object on the wire.</summary>
/// <param name="Name">The simple name of its type.</param>
/// <param name="Description">Its XML summary.</param>
internal sealed record ObjectShape(string Name, string? Description)
{
    /// <summary>Whether it can be made; an abstract type cannot.</summary>
    public bool CanBeMade { get; init; }

    public bool IsValueType { get; init; }

    /// <summary>The constructor's parameters, then the members that only an object initializer can set.</summary>
    public EquatableArray<ArgumentShape> Arguments { get; init; }

    public EquatableArray<PropertyShape> Properties { get; init; }

    /// <summary>For a closed generic type: its definition.</summary>
    public GenericShape? Generic { get; init; }

    /// <summary>The property that tells which type of a closed hierarchy it is.</summary>
    public string Discriminator { get; init; } = "";

    public EquatableArray<DerivedShape> Derived { get; init; }
}
