namespace Mailbox.Generators.Model;

/// <summary>A [Handles] method.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Payload">The full name of the payload it takes; empty for text and unknown ones.</param>
/// <param name="WireName">The payload's type name.</param>
internal sealed record HandlerModel(string Method, HandlerKind Kind, string Payload, string WireName)
{
    /// <summary>Its parameters in order: p for the payload, x for the context, c for the token.</summary>
    public string Parameters { get; init; } = "p";

    public bool IsAwaited { get; init; }

    public bool HasResult { get; init; }

    public bool RepliesErrors { get; init; }

    /// <summary>The TResponse of the payload's IRequest; null for a one-way payload.</summary>
    public string? Response { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether payload and response can be seen from outside the assembly.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The parameters of the payload's constructor, by which a client makes it; empty when it is made otherwise.</summary>
    public EquatableArray<ArgumentShape> Arguments { get; init; }
}
