using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mailbox.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Turns a type with [Payload] into its model.</summary>
internal static class PayloadParser
{
    /// <summary>The payload, and the closed generic payloads that its IRequest mentions. Nothing when something is wrong with it: the analyzer says what.</summary>
    public static IEnumerable<PayloadModel> ParseAll(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel)
    {
        if (!type.IsGenericType && Parse(type, compilation, cancel) is { } payload)
        {
            yield return payload;
        }

        if (type.ResponseType() is INamedTypeSymbol { IsGenericType: true } response && ParseClosed(response, compilation, cancel) is { } answer)
        {
            yield return answer;
        }
    }

    /// <summary>A closed generic payload; null when it is none.</summary>
    public static PayloadModel? ParseClosed(ITypeSymbol type, Compilation compilation, CancellationToken cancel) =>
        type is INamedTypeSymbol { IsGenericType: true } closed && type.IsPayload() && !closed.TypeArguments.Any(static argument => argument.TypeKind == TypeKind.TypeParameter)
            ? Parse(closed, compilation, cancel)
            : null;

    public static PayloadModel? Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel)
    {
        if (NameOf(type) is not { } name || !WireName.IsWellFormed(name) || (WireName.IsReserved(name) && compilation.AssemblyName != "Mailbox"))
        {
            return null;
        }

        var shapes = new ShapeParser(compilation, cancel);
        var root = shapes.Visit(type, type.Name, type);
        if (shapes.Problems.Count > 0 || shapes.Shapes.All(shape => shape.Id != root || shape.Kind is not (ShapeKind.Object or ShapeKind.Converted)))
        {
            return null;
        }

        return new PayloadModel(name, type.FullName(), root)
        {
            Prompt = type.OriginalDefinition.Attribute(MetadataNames.Payload)?.Argument("Prompt") as string,
            Response = type.ResponseType()?.FullName(),
            Types = shapes.Shapes.ToEquatable(),
        };
    }

    /// <summary>The type name on the wire, type parameters filled in; null when there is none.</summary>
    public static string? NameOf(INamedTypeSymbol type)
    {
        if (type.OriginalDefinition.Attribute(MetadataNames.Payload)?.First() is not string name)
        {
            return null;
        }

        foreach (var (parameter, argument) in type.TypeParameters.Zip(type.TypeArguments, static (parameter, argument) => (parameter, argument)))
        {
            name = name.Replace($"{{{parameter.Name}}}", NameOfArgument(argument));
        }

        return name;
    }

    /// <summary>The name of what a type parameter is closed with: a payload's own, else made of the type's, its arguments included.</summary>
    private static string NameOfArgument(ITypeSymbol argument) => argument switch
    {
        INamedTypeSymbol named when NameOf(named) is { } own => own,
        IArrayTypeSymbol array => NameOfArgument(array.ElementType) + ".array",
        INamedTypeSymbol { IsGenericType: true } named => $"{WireName.Suggest(named.Name)}.{string.Join(".", named.TypeArguments.Select(NameOfArgument))}",
        _ => WireName.Suggest(argument.Name) ?? "",
    };
}
