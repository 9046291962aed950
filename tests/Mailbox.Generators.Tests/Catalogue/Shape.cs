using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>A closed hierarchy.</summary>
[Payload("catalogue.shape")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Rectangle), "rectangle")]
public abstract record Shape(string Name)
{
    public sealed record Circle(string Name, double Radius) : Shape(Name);

    public sealed record Rectangle(string Name, double Width, double Height) : Shape(Name);
}
