using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mailbox.Json;
using Mailbox.Payloads;

namespace Mailbox;

/// <summary>The contract of one payload type: reads and writes it without reflection.</summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class PayloadContract<T> : PayloadContract
{
    private static PayloadContract<T>? _instance;
    private readonly Lazy<JsonTypeInfo<T>> _metadata;

    /// <summary>For generated code, which also registers it.</summary>
    /// <param name="description">What was known at compile time.</param>
    /// <param name="metadata">Makes the metadata, when it is first needed.</param>
    public PayloadContract(PayloadDescription description, Func<JsonTypeInfo> metadata)
        : base(description, typeof(T)) => _metadata = new Lazy<JsonTypeInfo<T>>(() => (JsonTypeInfo<T>)metadata());

    /// <summary>The contract of <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no payload, or was compiled without Mailbox's generator.</exception>
#pragma warning disable CA1000 // Meant to be reached by its type: that is what makes finding it free.
    public static PayloadContract<T> Instance => _instance ??= Of(typeof(T)) as PayloadContract<T> ?? throw PayloadRegistry.Missing(typeof(T));
#pragma warning restore CA1000

    /// <summary>The System.Text.Json metadata.</summary>
    public JsonTypeInfo<T> Metadata => _metadata.Value;

    /// <summary>The payload as it travels: compact JSON, <c>type</c> first.</summary>
    /// <exception cref="JsonException">It holds what JSON cannot say, such as NaN, or null where its type says there is none.</exception>
    public string Write(T payload) => PayloadFrame.Write(Name, JsonSerializer.SerializeToUtf8Bytes(payload, Metadata));

    /// <summary>Reads a payload.</summary>
    /// <param name="text">A JSON object, with or without <c>type</c>.</param>
    /// <exception cref="PayloadException">It does not match the schema; the exception says where, and all of it.</exception>
    public T Read(string text)
    {
        // First by the schema: the parser stops at the first fault, tells it in its own terms, and lets through nulls in lists.
        if (Validate(text) is { Count: > 0 } faults)
        {
            throw new PayloadException(Name, text, faults);
        }

        try
        {
            return JsonSerializer.Deserialize(text, Metadata) ?? throw new JsonException("null is no payload.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            // What a schema cannot say: a converter of the user's own, or a record's constructor, refuses a value.
            throw new PayloadException(Name, text, [Fault(e)], e);
        }
    }

    internal override string WriteObject(object payload) => Write((T)payload);

    private static PayloadFault Fault(Exception e) =>
        e is JsonException { Path: { } path } ? new PayloadFault(path, "what its type takes", e.Message) : new PayloadFault("$", "what its type takes", e.Message);
}
