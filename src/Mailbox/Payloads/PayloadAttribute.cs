namespace Mailbox;

/// <summary>
/// Makes a record a payload: at compile time it gets its JSON metadata, JSON Schema and validation. On the wire it is compact JSON whose
/// <c>type</c> is <see cref="Name"/>, then its properties in camelCase, unset ones left out.
/// </summary>
/// <param name="name">
/// The type name on the wire: lower-case words of a-z and 0-9 joined by <c>.</c>, <c>-</c> or <c>_</c>, such as <c>review.request</c>. For a
/// generic payload <c>{T}</c> stands for the name of what its type parameter <c>T</c> is closed with, as in <c>page.of.{T}</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PayloadAttribute(string name) : Attribute
{
    /// <summary>The type name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>What a language model that gets this request is told to do, as a paragraph. Default: the record's XML summary.</summary>
    public string? Prompt { get; set; }
}
