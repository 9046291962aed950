namespace Mailbox.Generators.Model;

/// <summary>One type that a payload is made of.</summary>
/// <param name="Id">Its full name with the annotations for null: what other shapes refer to it by.</param>
/// <param name="FullName">Its name in code, beginning with <c>global::</c>.</param>
/// <param name="Kind">How it looks on the wire.</param>
internal sealed record TypeShape(string Id, string FullName, ShapeKind Kind)
{
    /// <summary>For a value: the converter's property. For a collection: the method of JsonMetadataServices. For a converted type: the converter's full name.</summary>
    public string Factory { get; init; } = "";

    /// <summary>For a collection: how an empty one is made, or the method that makes one of a range; null when neither is needed.</summary>
    public string? Creator { get; init; }

    /// <summary>True for a type as one property's converter has it: it stands for the type only where nothing else does.</summary>
    public bool IsOfProperty { get; init; }

    /// <summary>For a value: its JSON Schema.</summary>
    public string Schema { get; init; } = "{}";

    /// <summary>For a nullable type, list or dictionary: what it holds.</summary>
    public string ElementId { get; init; } = "";

    /// <summary>For a list or dictionary: whether what it holds may be null.</summary>
    public bool HoldsNull { get; init; }

    /// <summary>For a dictionary: the full name of its keys' type.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>For a dictionary: its keys' shape.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>For an enum: its members' names on the wire. Empty for flags, which are written joined by commas.</summary>
    public EquatableArray<string> Names { get; init; }

    /// <summary>For an enum: its members' names on the wire, flags or not.</summary>
    public EquatableArray<string> AllNames { get; init; }

    /// <summary>For an object: what it is made of.</summary>
    public ObjectShape? Object { get; init; }
}
