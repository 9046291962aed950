using System.Text.Json.Serialization;

namespace Mailbox.Payloads;

/// <summary>What is special about a property.</summary>
public readonly record struct PropertyTraits
{
    /// <summary>Whether it must be there when a payload is read.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it may be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Its place among the properties, by <see cref="JsonPropertyOrderAttribute"/>.</summary>
    public int Order { get; init; }

    /// <summary>When it is left out, by <see cref="JsonIgnoreAttribute"/>.</summary>
    public JsonIgnoreCondition? Ignore { get; init; }
}
