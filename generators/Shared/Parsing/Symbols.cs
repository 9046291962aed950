using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Questions that parsers and analyzers ask about symbols.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Annotated = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type in code, without annotations for null.</summary>
    public static string FullName(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The type in code, with annotations for null, but not its own.</summary>
    public static string AnnotatedName(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Annotated);

    /// <summary>The definition's name with its type parameters, such as <c>System.Collections.Generic.List&lt;T&gt;</c>.</summary>
    public static string DefinitionName(this ITypeSymbol type) => type.OriginalDefinition.ToDisplayString();

    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attribute(attribute) is not null;

    public static object? Argument(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    /// <summary>The first argument of its constructor; null when it has none, or one that cannot be known.</summary>
    public static object? First(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array ? attribute.ConstructorArguments[0].Value : null;

    /// <summary>Whether a value of this type may be null, as far as its declaration says.</summary>
    public static bool MayBeNull(this ITypeSymbol type) =>
        type.IsValueType ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T : type.NullableAnnotation != NullableAnnotation.NotAnnotated;

    /// <summary>The TResponse of its IRequest; null when it is none.</summary>
    public static ITypeSymbol? ResponseType(this ITypeSymbol type) =>
        type.AllInterfaces.FirstOrDefault(static one => one.DefinitionName() == MetadataNames.Request)?.TypeArguments[0];

    public static bool IsPayload(this ITypeSymbol type) => type.OriginalDefinition.Has(MetadataNames.Payload);

    public static IEnumerable<INamedTypeSymbol> AndContainingTypes(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            yield return current;
        }
    }

    /// <summary>Whether it can be seen from outside its assembly.</summary>
    public static bool IsPublic(this ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.IsPublic(),
        INamedTypeSymbol named => named.AndContainingTypes().All(static one => one.DeclaredAccessibility == Accessibility.Public) && named.TypeArguments.All(IsPublic),
        _ => true,
    };
}
