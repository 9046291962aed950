using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>Properties instead of parameters, with defaults, required ones, and all of System.Text.Json's attributes.</summary>
[Payload("catalogue.members")]
public sealed record Members
{
    /// <summary>Cannot be left out.</summary>
    public required string Name { get; init; }

    public string Greeting { get; init; } = "hello";

    public int Count { get; init; } = 42;

    public int Settable { get; set; } = 7;

    [JsonRequired]
    public int Needed { get; init; }

    [JsonPropertyName("renamed_here")]
    public string? Renamed { get; init; }

    [JsonIgnore]
    public string Hidden { get; init; } = "hidden";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Zero { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Always { get; init; }

    [JsonConverter(typeof(HexConverter))]
    public int Hex { get; init; }

    [JsonConverter(typeof(HexConverter))]
    public int? MaybeHex { get; init; }

    public Temperature Temperature { get; init; } = new(20);

    [JsonPropertyOrder(-1)]
    public string First { get; init; } = "first";

    public string URLValue { get; init; } = "u";

    public string Ünï { get; init; } = "ü";

    public string @class { get; init; } = "keyword";

    public int Computed => Count * 2;

    [JsonInclude]
    internal int Inside { get; init; } = 5;

    internal int Invisible { get; init; }

    public static int Static => 1;
}
