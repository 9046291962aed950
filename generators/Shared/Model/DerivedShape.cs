namespace Mailbox.Generators.Model;

/// <summary>A type of a closed hierarchy.</summary>
/// <param name="Discriminator">What tells it, as JSON; null for one that cannot be told.</param>
/// <param name="TypeId">Its shape.</param>
internal sealed record DerivedShape(string? Discriminator, string TypeId);
