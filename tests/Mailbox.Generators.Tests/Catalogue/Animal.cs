using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>A hierarchy whose base is one of its own.</summary>
[Payload("catalogue.animal")]
[JsonDerivedType(typeof(Dog), "dog")]
public record Animal(string Name)
{
    public sealed record Dog(string Name, int Age) : Animal(Name);
}
