namespace Mailbox.Generators;

/// <summary>The steps of the pipeline, by which tests ask whether they were cached.</summary>
public static class TrackingNames
{
    /// <summary>Payloads, each with its shapes.</summary>
    public const string Payloads = nameof(Payloads);

    /// <summary>Closed generic payloads named by assembly attributes.</summary>
    public const string ClosedPayloads = nameof(ClosedPayloads);

    /// <summary>Classes with handlers.</summary>
    public const string Handlers = nameof(Handlers);

    /// <summary>All payloads, each once.</summary>
    public const string AllPayloads = nameof(AllPayloads);

    /// <summary>All types, each once.</summary>
    public const string Types = nameof(Types);

    /// <summary>The names of both.</summary>
    public const string Catalogue = nameof(Catalogue);
}
