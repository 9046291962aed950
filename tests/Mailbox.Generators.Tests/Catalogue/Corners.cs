using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>Attributes that meet. Its name sorts first, so that what it says of a type comes before what others say.</summary>
[Payload("catalogue.a.corners")]
public sealed record Corners(
    [property: JsonConverter(typeof(HexConverter))] int Hex,
    int Plain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Zero,
    [property: JsonIgnore] string Secret = "default")
{
    public required string? Note { get; init; }

    [JsonRequired]
    public int? Number { get; init; }

    [JsonInclude]
    public string? Inward { get; private set; }

    public Corners Turn(string inward)
    {
        var turned = this with { };
        turned.Inward = inward;
        return turned;
    }
}
