namespace Mailbox.Generators.Model;

/// <summary>How a property gets its value when a payload is read.</summary>
internal enum SetterKind
{
    /// <summary>By the constructor or the object initializer, or not at all.</summary>
    None,

    /// <summary>By assignment.</summary>
    Plain,

    /// <summary>Init-only and not required: by its setter, called past the compiler, so that its default holds when the wire does not mention it.</summary>
    Init,
}
