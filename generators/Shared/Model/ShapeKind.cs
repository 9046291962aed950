namespace Mailbox.Generators.Model;

/// <summary>How a type looks on the wire, and is read and written.</summary>
internal enum ShapeKind
{
    /// <summary>A scalar that System.Text.Json has a converter for.</summary>
    Value,

    /// <summary>A type, or its use, with a converter of its own.</summary>
    Converted,

    /// <summary>An enum, as the names of its members.</summary>
    Enum,

    /// <summary>A value type that may be null.</summary>
    Nullable,

    /// <summary>A list, set or array.</summary>
    List,

    /// <summary>A dictionary whose keys are strings on the wire.</summary>
    Dictionary,

    /// <summary>An object with properties.</summary>
    Object,
}
