namespace Mailbox.Generators.Model;

/// <summary>A class with [Handles] methods.</summary>
/// <param name="FullName">Its type in code.</param>
/// <param name="Name">Its simple name.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
internal sealed record HandlerClassModel(string FullName, string Name, string Namespace)
{
    /// <summary>The headers of the types around it and its own, such as <c>partial class Reviewer</c>.</summary>
    public EquatableArray<string> Headers { get; init; }

    public bool IsPublic { get; init; }

    /// <summary>Whether a client class of its own can be made: not for nested or generic classes.</summary>
    public bool HasClient { get; init; }

    public EquatableArray<HandlerModel> Handlers { get; init; }

    /// <summary>Closed generic payloads that its methods mention.</summary>
    public EquatableArray<PayloadModel> Payloads { get; init; }
}
