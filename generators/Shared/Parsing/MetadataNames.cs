namespace Mailbox.Generators.Parsing;

/// <summary>The names by which the runtime is met.</summary>
internal static class MetadataNames
{
    public const string Payload = "Mailbox.PayloadAttribute";
    public const string PayloadOf = "Mailbox.PayloadOfAttribute";
    public const string Handles = "Mailbox.HandlesAttribute";
    public const string Request = "Mailbox.IRequest<TResponse>";
    public const string MessageContext = "Mailbox.MessageContext";
    public const string UnknownPayload = "Mailbox.UnknownPayload";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string JsonIgnore = "System.Text.Json.Serialization.JsonIgnoreAttribute";
    public const string JsonInclude = "System.Text.Json.Serialization.JsonIncludeAttribute";
    public const string JsonPropertyName = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string JsonPropertyOrder = "System.Text.Json.Serialization.JsonPropertyOrderAttribute";
    public const string JsonConverter = "System.Text.Json.Serialization.JsonConverterAttribute";
    public const string JsonConstructor = "System.Text.Json.Serialization.JsonConstructorAttribute";
    public const string JsonRequired = "System.Text.Json.Serialization.JsonRequiredAttribute";
    public const string JsonDerivedType = "System.Text.Json.Serialization.JsonDerivedTypeAttribute";
    public const string JsonPolymorphic = "System.Text.Json.Serialization.JsonPolymorphicAttribute";
    public const string JsonExtensionData = "System.Text.Json.Serialization.JsonExtensionDataAttribute";
    public const string JsonNumberHandling = "System.Text.Json.Serialization.JsonNumberHandlingAttribute";
    public const string JsonEnumMember = "System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute";
    public const string Description = "System.ComponentModel.DescriptionAttribute";
}
