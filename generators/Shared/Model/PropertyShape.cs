namespace Mailbox.Generators.Model;

/// <summary>A property on the wire.</summary>
/// <param name="Member">Its name in C#.</param>
/// <param name="Wire">Its name on the wire.</param>
/// <param name="TypeId">The shape of its type.</param>
/// <param name="FullName">Its type in code.</param>
internal sealed record PropertyShape(string Member, string Wire, string TypeId, string FullName)
{
    public string DeclaringType { get; init; } = "";

    /// <summary>Its type as the generic definition has it.</summary>
    public string OpenType { get; init; } = "";

    public bool CanRead { get; init; }

    public SetterKind Setter { get; init; }

    public bool IsRequired { get; init; }

    public bool IsNullable { get; init; }

    /// <summary>The JsonIgnoreCondition, by name; null when there is none.</summary>
    public string? Ignore { get; init; }

    public int Order { get; init; }

    /// <summary>The full name of its JsonConverter.</summary>
    public string? Converter { get; init; }

    public string? Description { get; init; }
}
