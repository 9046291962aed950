using System;
using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Turns a record, class or struct into its shape, by the rules of System.Text.Json.</summary>
internal sealed class ObjectParser(ShapeParser shapes, Compilation compilation)
{
    public TypeShape? Parse(INamedTypeSymbol type, string id, string path, ISymbol? at)
    {
        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) || type.AndContainingTypes().Any(static one => one.IsFileLocal))
        {
            shapes.Complain(path, type, "generated code cannot see it; make it internal or public", at);
            return null;
        }

        ComplainOfMembers(type, path);
        var properties = PropertiesOf(type);
        var constructor = type.IsAbstract ? null : ConstructorOf(type);
        if (constructor is null && !type.IsAbstract)
        {
            shapes.Complain(path, type, "it has several constructors or none that can be seen; mark the one to use with [JsonConstructor]", at);
            return null;
        }

        if (constructor is not null)
        {
            // A parameter whose property is ignored still has to belong to one: it gets its default value.
            properties.AddRange(IgnoredOf(type).Where(property => IsParameter(property, constructor)));
        }

        var arguments = constructor is null ? [] : Arguments(constructor, properties, path, at).ToList();
        var members = properties.Select(property => Property(property, constructor, type, path)).ToList();
        if (constructor is not null)
        {
            arguments.AddRange(properties.Where(property => NeedsInitializer(property, type) && !IsParameter(property, constructor))
                .Select(static property => new ArgumentShape(property.Name, property.Type.FullName(), IsMember: true, property.Type.MayBeNull(), Default: null)));
        }

        return new TypeShape(id, type.FullName(), ShapeKind.Object)
        {
            Object = new ObjectShape(type.Name, DocComments.Summary(type))
            {
                CanBeMade = constructor is not null,
                IsValueType = type.IsValueType,
                Generic = GenericOf(type),
                Arguments = arguments.ToEquatable(),
                Properties = members.ToEquatable(),
                Discriminator = type.Attribute(MetadataNames.JsonPolymorphic)?.Argument("TypeDiscriminatorPropertyName") as string ?? "$type",
                Derived = Derived(type, path, at).ToEquatable(),
            },
        };
    }

    /// <summary>The properties on the wire, in the order of System.Text.Json: a type's own, then its base's.</summary>
    public static List<IPropertySymbol> PropertiesOf(INamedTypeSymbol type) => AllOf(type).FindAll(static property => !IsIgnored(property));

    private static List<IPropertySymbol> IgnoredOf(INamedTypeSymbol type) => AllOf(type).FindAll(IsIgnored);

    private static List<IPropertySymbol> AllOf(INamedTypeSymbol type)
    {
        List<IPropertySymbol> found = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            found.AddRange(current.GetMembers().OfType<IPropertySymbol>().Where(property =>
                !property.IsStatic && !property.IsIndexer && (property.DeclaredAccessibility == Accessibility.Public || property.Has(MetadataNames.JsonInclude)) && names.Add(property.Name)));
        }

        return found;
    }

    /// <summary>What System.Text.Json would do something about, and this does not.</summary>
    private void ComplainOfMembers(INamedTypeSymbol type, string path)
    {
        foreach (var member in type.GetMembers())
        {
            var reason = member is IFieldSymbol field && (field.IsRequired || field.Has(MetadataNames.JsonInclude)) ? "fields do not travel; make it a property"
                : member.Has(MetadataNames.JsonExtensionData) ? "[JsonExtensionData] is not supported; take a JsonElement for what is open"
                : member.Has(MetadataNames.JsonNumberHandling) ? "[JsonNumberHandling] is not supported; give it a [JsonConverter]"
                : null;
            if (reason is not null)
            {
                shapes.Complain($"{path}.{member.Name}", (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type ?? type, reason, member);
            }
        }
    }

    public static string WireNameOf(IPropertySymbol property) =>
        property.Attribute(MetadataNames.JsonPropertyName)?.First() as string ?? WireName.CamelCase(property.Name);

    private static bool IsIgnored(IPropertySymbol property) => Condition(property) == "Always";

    /// <summary>The annotated one, else the one without parameters, else the only one; of a struct, the one with parameters before the one without.</summary>
    private IMethodSymbol? ConstructorOf(INamedTypeSymbol type)
    {
        var all = type.InstanceConstructors.Where(one => compilation.IsSymbolAccessibleWithin(one, compilation.Assembly)).ToList();
        if (all.Find(static one => one.Has(MetadataNames.JsonConstructor)) is { } annotated)
        {
            return annotated;
        }

        var open = all.FindAll(one => one.DeclaredAccessibility == Accessibility.Public && !IsCopy(one, type));
        var full = open.FindAll(static one => one.Parameters.Length > 0);
        var empty = open.Find(static one => one.Parameters.Length == 0);
        return type.IsValueType && full.Count == 1 ? full[0] : empty ?? (full.Count == 1 ? full[0] : null);
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        type.IsRecord && constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    private IEnumerable<ArgumentShape> Arguments(IMethodSymbol constructor, List<IPropertySymbol> properties, string path, ISymbol? at)
    {
        foreach (var parameter in constructor.Parameters)
        {
            if (!properties.Any(property => Matches(property, parameter)))
            {
                shapes.Complain($"{path}.{parameter.Name}", parameter.Type, "no property on the wire has the name and type of this constructor parameter", at ?? parameter);
            }

            yield return new ArgumentShape(parameter.Name, parameter.Type.FullName(), IsMember: false, parameter.Type.MayBeNull(), Literals.Default(parameter));
        }
    }

    private static bool Matches(IPropertySymbol property, IParameterSymbol parameter) =>
        string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type);

    private static bool IsParameter(IPropertySymbol property, IMethodSymbol? constructor) =>
        constructor?.Parameters.Any(parameter => Matches(property, parameter)) == true;

    private static readonly SymbolDisplayFormat WithConstraints = SymbolDisplayFormat.FullyQualifiedFormat.AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    private static GenericShape? GenericOf(INamedTypeSymbol type)
    {
        if (!HasGenericSetters(type))
        {
            return null;
        }

        var whole = type.OriginalDefinition.ToDisplayString(WithConstraints);
        var name = type.OriginalDefinition.FullName();
        return new GenericShape(name, string.Join(", ", type.TypeParameters.Select(static one => one.Name)), string.Join(", ", type.TypeArguments.Select(static one => one.FullName())), whole.Substring(name.Length));
    }

    /// <summary>Whether its own init-only properties can be set past the compiler, by code that is as generic.</summary>
    private static bool HasGenericSetters(INamedTypeSymbol type) => type.Arity > 0 && type.ContainingType is not { IsGenericType: true };

    /// <summary>A required member is set by an object initializer; so are those of a generic base, or nested in a generic type, whose setters are not called past the compiler.</summary>
    private bool NeedsInitializer(IPropertySymbol property, INamedTypeSymbol type) => property.IsRequired
        || (property.SetMethod is { IsInitOnly: true } set && compilation.IsSymbolAccessibleWithin(set, compilation.Assembly) && property.ContainingType.IsGenericType
            && !(HasGenericSetters(type) && SymbolEqualityComparer.Default.Equals(property.ContainingType, type)));

    private PropertyShape Property(IPropertySymbol property, IMethodSymbol? constructor, INamedTypeSymbol type, string path)
    {
        var place = $"{path}.{property.Name}";
        if (property.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
        {
            shapes.Complain(place, property.Type, "generated code cannot reach a private member; make it public, or take [JsonInclude] away", property);
        }

        var parameter = constructor?.Parameters.FirstOrDefault(one => Matches(property, one));
        var converter = ConverterOf(property, place);
        var ignore = Condition(property);
        var isNullable = property.Type.MayBeNull();
        var isRequired = property.IsRequired || property.Has(MetadataNames.JsonRequired) || (parameter is { HasExplicitDefaultValue: false } && !isNullable && ignore is not ("WhenWritingDefault" or "WhenWritingNull"));
        return new PropertyShape(property.Name, WireNameOf(property), converter is null && ignore != "Always" ? shapes.Visit(property.Type, place, property) : "", property.Type.FullName())
        {
            DeclaringType = property.ContainingType.FullName(),
            OpenType = property.OriginalDefinition.Type.FullName(),
            CanRead = property.GetMethod?.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal && ignore is not ("Always" or "WhenWriting"),
            Setter = parameter is not null || NeedsInitializer(property, type) || ignore is "Always" or "WhenReading" ? SetterKind.None : SetterOf(property),
            IsRequired = isRequired && ignore is not ("Always" or "WhenReading"),
            IsNullable = isNullable,

            // What must be there when it is read is written when it is null, too.
            Ignore = ignore is "WhenWriting" or "WhenReading" ? null : ignore ?? (isRequired && isNullable ? "Never" : null),
            Order = property.Attribute(MetadataNames.JsonPropertyOrder)?.First() as int? ?? 0,
            Converter = converter,
            Description = DocComments.Of(property),
        };
    }

    private SetterKind SetterOf(IPropertySymbol property) => property.SetMethod switch
    {
        null => SetterKind.None,
        { IsInitOnly: false } set when compilation.IsSymbolAccessibleWithin(set, compilation.Assembly) => SetterKind.Plain,
        var set when compilation.IsSymbolAccessibleWithin(set, compilation.Assembly) || property.Has(MetadataNames.JsonInclude) => SetterKind.Init,
        _ => SetterKind.None,
    };

    private string? ConverterOf(IPropertySymbol property, string place)
    {
        if (property.Attribute(MetadataNames.JsonConverter)?.First() is not ITypeSymbol custom)
        {
            return null;
        }

        if (Converters.WhyNot(custom, compilation) is { } reason)
        {
            shapes.Complain(place, property.Type, reason, property);
        }

        var converter = Converters.Make(custom, property.Type);
        shapes.VisitConverted(property.Type, converter);
        return converter;
    }

    private static string? Condition(IPropertySymbol property) => property.Attribute(MetadataNames.JsonIgnore) is not { } ignored ? null : ignored.Argument("Condition") switch
    {
        null or 1 => "Always",
        0 => "Never",
        2 => "WhenWritingDefault",
        3 => "WhenWritingNull",
        4 => "WhenWriting",
        5 => "WhenReading",
        _ => null,
    };

    private IEnumerable<DerivedShape> Derived(INamedTypeSymbol type, string path, ISymbol? at)
    {
        foreach (var attribute in type.GetAttributes().Where(static one => one.AttributeClass?.ToDisplayString() == MetadataNames.JsonDerivedType))
        {
            if (attribute.First() is not INamedTypeSymbol derived)
            {
                continue;
            }

            var discriminator = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Value : null;
            var id = shapes.Visit(derived, $"{path}({derived.Name})", at);
            if (!shapes.IsObject(id))
            {
                shapes.Complain($"{path}({derived.Name})", derived, "only an object can say which of a hierarchy it is", at);
            }

            yield return new DerivedShape(discriminator is string text ? Schema.JsonText.Quote(text) : discriminator?.ToString(), id);
        }
    }
}
