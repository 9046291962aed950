using System.Threading;
using Mailbox.Generators.Contract;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Mailbox.Analyzers.Contract;

/// <summary>The wire shapes of payload types.</summary>
internal static class ContractSymbols
{
    /// <summary>A payload's shape; null when something is wrong with it, which other rules say, or it is generic.</summary>
    public static WireShape? ShapeOf(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel) =>
        type.IsGenericType || !type.IsPayload() || PayloadParser.Parse(type, compilation, cancel) is not { } payload ? null : WireShapes.Of(payload, ResponseOf(type));

    private static string? ResponseOf(INamedTypeSymbol type) => type.ResponseType() switch
    {
        null => null,
        INamedTypeSymbol response when PayloadParser.NameOf(response) is { } name => name,
        var other => other.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
    };
}
