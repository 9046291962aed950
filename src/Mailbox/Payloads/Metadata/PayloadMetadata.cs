using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mailbox.Json;

namespace Mailbox.Payloads;

/// <summary>What generated metadata is made with: System.Text.Json's own building blocks, filled in as payloads need them.</summary>
public static class PayloadMetadata
{
    /// <summary>The options of one assembly's payloads.</summary>
    /// <param name="resolver">Its generated metadata.</param>
    public static JsonSerializerOptions Options(IJsonTypeInfoResolver resolver) => new()
    {
        TypeInfoResolver = resolver,
        Encoder = JsonStringifyEncoder.Instance,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = PayloadFrame.MaxDepth,
    };

    /// <summary>An object that is made by its constructor, or by an object initializer.</summary>
    /// <param name="options">The options it belongs to.</param>
    /// <param name="create">Makes one from the arguments of <paramref name="parameters"/>; null when it cannot be made, as an abstract type.</param>
    /// <param name="parameters">Its constructor's parameters, then the members that its initializer sets.</param>
    /// <param name="properties">Its properties.</param>
    public static JsonTypeInfo<T> ObjectInfo<T>(JsonSerializerOptions options, Func<object[], T>? create, JsonParameterInfoValues[] parameters, Func<JsonSerializerOptions, JsonPropertyInfo[]> properties)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(properties);
        return JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
        {
            ObjectCreator = create is null || parameters.Length > 0 ? null : () => create([]),
            ObjectWithParameterizedConstructorCreator = parameters.Length == 0 ? null : create,
            ConstructorParameterMetadataInitializer = parameters.Length == 0 ? null : () => parameters,
            PropertyMetadataInitializer = _ => properties(options),
        });
    }

    /// <summary>A constructor parameter, or a member that is set by an object initializer.</summary>
    /// <param name="name">The parameter's or member's name.</param>
    /// <param name="position">Its place among the arguments, from 0.</param>
    /// <param name="isNullable">Whether null may be given.</param>
    /// <param name="isMember">True for a member.</param>
    /// <param name="hasDefault">Whether it has a default value.</param>
    /// <param name="defaultValue">The default value.</param>
    public static JsonParameterInfoValues Parameter<T>(string name, int position, bool isNullable, bool isMember = false, bool hasDefault = false, T? defaultValue = default) => new()
    {
        Name = name,
        ParameterType = typeof(T),
        Position = position,
        HasDefaultValue = hasDefault,
        DefaultValue = hasDefault ? defaultValue : null,
        IsNullable = isNullable,
        IsMemberInitializer = isMember,
    };

    /// <summary>A property.</summary>
    /// <param name="options">The options it belongs to.</param>
    /// <param name="declaringType">The type that declares it.</param>
    /// <param name="names">Its name in C# and on the wire.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Sets it; null when only a constructor or initializer can.</param>
    /// <param name="traits">What is special about it.</param>
    /// <param name="converter">Its <see cref="JsonConverterAttribute"/>.</param>
    public static JsonPropertyInfo Property<T>(
        JsonSerializerOptions options, Type declaringType, (string Member, string Wire) names, Func<object, T?>? get, Action<object, T?>? set, PropertyTraits traits = default, JsonConverter? converter = null)
    {
        var property = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<T>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = declaringType,
            PropertyName = names.Member,
            JsonPropertyName = names.Wire,
            Getter = get,
            // Only what has a setter can be required; one that the constructor sets is never called.
            Setter = set ?? (traits.IsRequired ? SetByConstructor : null),
            IgnoreCondition = traits.Ignore,
            Converter = (JsonConverter<T>?)Expand(converter, typeof(T), options),
        });
        property.IsRequired = traits.IsRequired;
        property.Order = traits.Order;
        if (!typeof(T).IsValueType && !traits.IsNullable)
        {
            property.IsGetNullable = get is null;
            property.IsSetNullable = false;
        }

        return property;
    }

    /// <summary>An enum, as the names of its members.</summary>
    public static JsonTypeInfo<T> EnumInfo<T>(JsonSerializerOptions options)
        where T : struct, Enum =>
        ConvertedInfo<T>(options, new JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false));

    /// <summary>A value type that may be null.</summary>
    public static JsonTypeInfo<T?> NullableInfo<T>(JsonSerializerOptions options)
        where T : struct =>
        JsonMetadataServices.CreateValueInfo<T?>(options, JsonMetadataServices.GetNullableConverter<T>(options));

    /// <summary>A type with a converter of its own.</summary>
    public static JsonTypeInfo<T> ConvertedInfo<T>(JsonSerializerOptions options, JsonConverter converter) =>
        JsonMetadataServices.CreateValueInfo<T>(options, Expand(converter, typeof(T), options)!);

    /// <summary>A converter for a value type that may be null, of one for the type itself.</summary>
    public static JsonConverter NullableConverter<T>(JsonConverter<T> converter)
        where T : struct => new NullableConverter<T>(converter);

    private static void SetByConstructor<T>(object target, T? value) => throw new NotSupportedException($"A property of {target.GetType()} is set when it is made.");

    [return: NotNullIfNotNull(nameof(converter))]
    private static JsonConverter? Expand(JsonConverter? converter, Type type, JsonSerializerOptions options) =>
        converter is JsonConverterFactory factory ? factory.CreateConverter(type, options) ?? throw new InvalidOperationException($"{factory} makes no converter for {type}.") : converter;
}
