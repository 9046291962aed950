namespace Mailbox.Payloads;

/// <summary>A property of an object's schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">What it must be.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record SchemaProperty(string Name, SchemaNode Node, bool IsRequired);
