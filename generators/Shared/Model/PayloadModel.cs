namespace Mailbox.Generators.Model;

/// <summary>A payload and everything that it is made of.</summary>
/// <param name="Name">Its type name on the wire.</param>
/// <param name="FullName">Its type in code.</param>
/// <param name="RootId">Its shape.</param>
internal sealed record PayloadModel(string Name, string FullName, string RootId)
{
    public string? Prompt { get; init; }

    /// <summary>The full name of the TResponse of its IRequest; null when it is none.</summary>
    public string? Response { get; init; }

    /// <summary>Its shapes, in the order in which they were met.</summary>
    public EquatableArray<TypeShape> Types { get; init; }
}
