using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mailbox.Generators.Contract;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Mailbox.Analyzers.Contract;

/// <summary>The wire shapes of payload types.</summary>
internal static class ContractSymbols
{
    /// <summary>The payloads that a symbol brings along: a type itself and the closed generic answer it asks for, the closed generic ones that a handler takes.</summary>
    public static IEnumerable<INamedTypeSymbol> PayloadsOf(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type when type.IsPayload() => (type.IsGenericType ? [] : new[] { type }).Concat(Closed([type.ResponseType()])),
        IMethodSymbol method when method.Has(MetadataNames.Handles) => Closed(HandlerSignature.Of(method).Mentioned),
        IAssemblySymbol assembly => Closed(assembly.GetAttributes().Where(static one => one.AttributeClass?.ToDisplayString() == MetadataNames.PayloadOf).Select(static one => one.First() as ITypeSymbol)),
        _ => [],
    };

    /// <summary>A payload's shape; null when something is wrong with it, which other rules say.</summary>
    public static WireShape? ShapeOf(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel) =>
        PayloadParser.Parse(type, compilation, cancel) is { } payload ? WireShapes.Of(payload, ResponseOf(type)) : null;

    private static IEnumerable<INamedTypeSymbol> Closed(IEnumerable<ITypeSymbol?> types) => types.OfType<INamedTypeSymbol>()
        .Where(static type => type.IsGenericType && type.IsPayload() && !type.TypeArguments.Any(static argument => argument.TypeKind is TypeKind.TypeParameter or TypeKind.Error));

    private static string? ResponseOf(INamedTypeSymbol type) => type.ResponseType() switch
    {
        null => null,
        INamedTypeSymbol response when PayloadParser.NameOf(response) is { } name => name,
        var other => other.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
    };
}
