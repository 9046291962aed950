using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Mailbox.Analyzers;

/// <summary>The types of this compilation that a payload is made of, and that are no payloads themselves.</summary>
internal static class PayloadParts
{
    public static IReadOnlyCollection<INamedTypeSymbol> Of(INamedTypeSymbol payload)
    {
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        Collect(payload, found);
        found.Remove(payload);
        return found;
    }

    private static void Collect(INamedTypeSymbol type, HashSet<INamedTypeSymbol> found)
    {
        if (!found.Add(type.OriginalDefinition))
        {
            return;
        }

        var derived = type.GetAttributes().Where(static one => one.AttributeClass?.ToDisplayString() == MetadataNames.JsonDerivedType).Select(static one => one.First() as ITypeSymbol);
        foreach (var part in ObjectParser.PropertiesOf(type).Select(static property => property.Type).Concat(derived.OfType<ITypeSymbol>()).SelectMany(Held))
        {
            if (part.Locations.Any(static place => place.IsInSource) && part.TypeKind is TypeKind.Class or TypeKind.Struct && !part.IsPayload())
            {
                Collect(part, found);
            }
        }
    }

    /// <summary>A type, what a collection or nullable type of it holds.</summary>
    private static IEnumerable<INamedTypeSymbol> Held(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Held(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Held).Prepend(named),
        _ => [],
    };
}
