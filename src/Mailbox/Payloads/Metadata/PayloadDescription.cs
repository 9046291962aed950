namespace Mailbox.Payloads;

/// <summary>What generated code tells about a payload.</summary>
/// <param name="Name">Its type name on the wire.</param>
/// <param name="Schema">Its JSON Schema.</param>
public sealed record PayloadDescription(string Name, string Schema)
{
    /// <summary>The record's XML summary.</summary>
    public string? Description { get; init; }

    /// <summary>What <see cref="PayloadAttribute.Prompt"/> says.</summary>
    public string? Prompt { get; init; }

    /// <summary>The TResponse of its <see cref="IRequest{TResponse}"/>.</summary>
    public Type? ResponseType { get; init; }
}
