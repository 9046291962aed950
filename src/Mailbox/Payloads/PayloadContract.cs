using Mailbox.Payloads;

namespace Mailbox;

/// <summary>What there is to know about a payload: its name, its type, its JSON Schema. One is generated for each <see cref="PayloadAttribute"/>.</summary>
public abstract class PayloadContract
{
    private readonly Lazy<JsonSchema> _parsed;

    private protected PayloadContract(PayloadDescription description, Type type)
    {
        (Name, Type, Schema, Description, Prompt, ResponseType) = (description.Name, type, description.Schema, description.Description, description.Prompt, description.ResponseType);
        _parsed = new Lazy<JsonSchema>(() => JsonSchema.Parse(Schema));
    }

    /// <summary>The payloads of the assemblies that have run so far, by name.</summary>
    public static IReadOnlyList<PayloadContract> All => PayloadRegistry.All;

    /// <summary>The type name on the wire.</summary>
    public string Name { get; }

    /// <summary>The .NET type.</summary>
    public Type Type { get; }

    /// <summary>Its JSON Schema (draft 2020-12), as compact JSON.</summary>
    public string Schema { get; }

    /// <summary>What the record's XML summary says; null when it has none.</summary>
    public string? Description { get; }

    /// <summary>What <see cref="PayloadAttribute.Prompt"/> says; null when it was not set.</summary>
    public string? Prompt { get; }

    /// <summary>The payload that answers this one, or <see cref="string"/>; null when it is no <see cref="IRequest{TResponse}"/>.</summary>
    public Type? ResponseType { get; }

    /// <summary>What is wrong with a text as this payload, everything at once; empty when nothing is.</summary>
    /// <param name="json">A JSON object, with or without <c>type</c>.</param>
    public IReadOnlyList<PayloadFault> Validate(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return _parsed.Value.Validate(json, Name);
    }

    internal abstract string WriteObject(object payload);

    /// <summary>The contract of a payload's type.</summary>
    /// <exception cref="InvalidOperationException">The type is no payload.</exception>
    internal static PayloadContract Of(Type type) => PayloadRegistry.Find(type) ?? throw PayloadRegistry.Missing(type);
}
